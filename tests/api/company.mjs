// A hub with the demonstration's company in front of a test, without browser and vans.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Company, demoPassword } from '../../deploy/local/company.mjs'
import { PostgresServer } from '../browser/lib/postgres.mjs'
import { HubClient } from '../browser/lib/hub.mjs'
import { crossingOf } from '../hubs/tenants.mjs'
import { equal, Steps } from '../browser/lib/steps.mjs'

/** `settings`: more of the hub's configuration. Runs the steps against a fresh company with the programs that the command line names; the exit code. */
export async function withCompany(play, settings = {}) {
  const { values } = parseArgs({ options: { programs: { type: 'string', default: 'build/sanitize' }, map: { type: 'string', default: 'build/map' }, postgresql: { type: 'boolean', default: false } } })
  const data = mkdtempSync(path.join(tmpdir(), 'truckroll-api-'))
  const postgres = values.postgresql ? await new PostgresServer({ counts: true }).open() : null
  const company = new Company({ programs: values.programs, map: values.map, data, vans: 0, drive: null, store: postgres?.url, settings })
  const steps = new Steps(async () => {})
  const signIn = (name) => new HubClient(company.hub.url).signIn(`${name}@demo.example`, demoPassword)
  try {
    const started = await steps.run('0', 'a company starts', () => company.start())
    if (started) await play({ company, postgres, signIn, step: (number, name, run) => steps.run(number, name, run) })
    if (started && postgres) await steps.run('T', 'no statement reached across companies', () => tenantsOf(postgres))
  } finally {
    await company.stop()
    await postgres?.close()
    rmSync(data, { recursive: true, force: true })
  }
  return steps.finish()
}

function tenantsOf(postgres) {
  const { seen, crossing } = crossingOf(postgres)
  console.log(`        ${seen} statements looked at`)
  equal(crossing, [], 'statements across companies')
}
