// ./dev run: a company at work until Ctrl-C, or with --check the technician's day played once.
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Company, demoPassword } from './company.mjs'
import { requireFreePort } from './processes.mjs'

const marker = '.truckroll-run'
const { values } = parseArgs({
  options: {
    programs: { type: 'string' }, map: { type: 'string' }, port: { type: 'string', default: '8080' },
    data: { type: 'string', default: 'run' }, store: { type: 'string', default: '' }, vans: { type: 'string', default: '1' },
    empty: { type: 'boolean', default: false }, check: { type: 'boolean', default: false }, json: { type: 'string' },
    keep: { type: 'boolean', default: false },
  },
})

if (values.check) {
  const { playDay } = await import('../../tests/browser/day.mjs')
  process.exit(await playDay({ programs: values.programs, map: values.map, store: values.store, json: values.json }))
}

// Before anything of an earlier run is thrown away.
if (Number(values.port) !== 0) {
  try {
    await requireFreePort(Number(values.port))
  } catch (error) {
    console.error(`cannot start: ${error.message}`)
    process.exit(1)
  }
}

// The demonstration begins today: a company of another day would be an empty board.
if (!values.keep && !values.empty && !values.store) {
  // Only what an earlier run made is thrown away; another folder may hold what somebody needs.
  const strange = existsSync(values.data) && readdirSync(values.data).length > 0 && !existsSync(path.join(values.data, marker))
  if (strange) {
    console.error(`${values.data} holds files that are not of an earlier run; name an empty folder with --data, or go on with it by --keep`)
    process.exit(2)
  }
  rmSync(values.data, { recursive: true, force: true })
}
mkdirSync(values.data, { recursive: true })
writeFileSync(path.join(values.data, marker), 'made by ./dev run, which may delete this folder\n')
const company = new Company({
  programs: values.programs, map: values.map, data: values.data, port: Number(values.port), store: values.store,
  vans: Number(values.vans), empty: values.empty,
})
let stopping = false
async function stop() {
  if (stopping) return
  stopping = true
  await company.stop()
  process.exit(0)
}
process.on('SIGINT', stop)
process.on('SIGTERM', stop)

try {
  await company.start()
} catch (error) {
  console.error(`cannot start: ${error.message}\nlogs: ${company.logs}`)
  await company.stop()
  process.exit(1)
}
const vans = company.vans.map((van) => `${van.device.serial} ${van.url}`).join(', ')
const link = company.hub.ready.setup_link
const empty = link
  ? `ready: make the first administrator at ${link}`
  : `ready: the company in ${values.store || values.data} exists already; sign in at ${company.hub.url} as one of its users, or name an empty folder with --data`
console.log(
  values.empty
    ? empty
    : `ready: office ${company.hub.url} (dispatcher@demo.example, bookkeeper@demo.example, admin@demo.example; password ${demoPassword}) · van ${vans} · logs ${company.logs}`,
)
