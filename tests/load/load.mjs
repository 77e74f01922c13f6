// As many vans as wanted against one hub and one broker on this machine, with TLS: a usual hour, a morning, and the storm after the broker's restart.
// In the end every operation is at the hub once.
//   node tests/load/load.mjs --programs build/release --map build/map [--vans N] [--phases steady,morning,storm] [--json FILE] [--short]
// features: SYNC-02
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Company } from '../../deploy/local/company.mjs'
import { check, equal, Steps } from '../browser/lib/steps.mjs'
import { codesOf, fill, signIn, slices } from './fill.mjs'
import { Fleet } from './fleet.mjs'
import { sampled } from './sampler.mjs'

const { values } = parseArgs({ options: {
  programs: { type: 'string', default: 'build/sanitize' }, map: { type: 'string', default: 'build/map' }, vans: { type: 'string', default: '10000' },
  phases: { type: 'string', default: 'steady,morning,storm' }, threads: { type: 'string', default: '2' }, json: { type: 'string' }, short: { type: 'boolean', default: false },
} })
const vans = Number(values.vans)
const phases = values.phases.split(',')
// The first time all are set up and no goal holds.
const firstLimit = 1800
// The goals, and the same in small: there only what comes of it is judged.
const usual = values.short
  ? { position_s: 1, operation_s: 3, steady_s: 5, within_s: 3, morning_s: 300, waiting: 5, drain_s: 300, fresh_p99_ms: null }
  : { position_s: 10, operation_s: 300, steady_s: 600, within_s: 60, morning_s: 120, waiting: 50, drain_s: 180, fresh_p99_ms: 10_000 }
const pace = { position_s: usual.position_s, operation_s: usual.operation_s }
const data = mkdtempSync(path.join(tmpdir(), 'truckroll-load-'))
const company = new Company({ programs: values.programs, map: values.map, data, vans: 0, drive: null })
const steps = new Steps(async () => {})
const figures = {}
let admin, fleet

function refuse(text) {
  console.error(`load: ${text}`)
  rmSync(data, { recursive: true, force: true })
  process.exit(2)
}

function checkArguments() {
  if (!Number.isInteger(vans) || vans < 1 || vans > 100_000) refuse('--vans: expected a number from 1 to 100000')
  for (const phase of phases) if (!plays[phase]) refuse(`--phases: ${phase} is none of ${Object.keys(plays).join(', ')}`)
  const open = Number(execFileSync('bash', ['-c', 'ulimit -n'], { encoding: 'utf8' }).replace('unlimited', 'Infinity'))
  // Broker and vans have a descriptor each per connection.
  if (open < vans + 1000) refuse(`${vans} vans need ${vans + 1000} open files per program, and ${open} are allowed; ulimit -n ${vans + 1000} before, or fewer --vans`)
}

const measured = async (name, work) => {
  const { answer, seconds, programs } = await sampled({ hub: () => company.hub.program.child.pid, broker: () => company.broker.child.pid, vans: () => fleet.child.pid }, work)
  figures[name] = { ...answer, sampled_s: seconds, programs }
  console.log(table(name))
  return answer
}
const number = (value, digits = 0) => (value === null || value === undefined ? '-' : value.toFixed(digits))
const times = (of) => (of ? `${of.count}; p50 ${number(of.p50)} p99 ${number(of.p99)} max ${number(of.max)} ms` : '-')

function table(name) {
  const of = figures[name]
  const rate = (some) => `${number(some.messages / of.sampled_s)} messages/s, ${number(some.bytes / of.sampled_s / 1024)} KiB/s`
  return [
    ['seconds', number(of.seconds, 1)], ['connected', times(of.connected)], ['pulled', times(of.pulled)], ['tap to acknowledgement', times(of.acknowledged)],
    ['the same of what waited', times(of.drained)], ['from vans', rate(of.sent)], ['to vans', rate(of.received)], ['positions, records', `${of.positions}, ${of.records}`],
    ...Object.entries(of.programs).map(([program, { cores, mib, busiest }]) => [program, `${number(cores, 2)} cores (busiest thread ${busiest.name} ${number(busiest.cores, 2)}), ${number(mib)} MiB`]),
    ['troubles', Object.entries(of.troubles).map(([text, count]) => `${count} × ${text}`).join('; ') || 'none'],
  ].map(([what, said]) => `        ${name.padEnd(8)} ${what.padEnd(24)} ${said}`).join('\n')
}

async function connect() {
  const answer = await measured('first', () => fleet.order({ do: 'connect', within_s: usual.within_s, limit_s: firstLimit }))
  equal([answer.standing.online, answer.standing.up_to_date], [vans, vans], 'vans that are connected and have all')
}

const plays = {
  async steady() {
    const answer = await measured('steady', () => fleet.order({ do: 'run', ...pace, seconds: usual.steady_s }))
    check(answer.tapped > 0 && answer.positions > 0, 'the vans speak')
    equal(answer.standing.waiting, 0, 'operations without an answer')
  },
  async morning() {
    const answer = await measured('morning', () => fleet.order({ do: 'connect', fresh: true, within_s: usual.within_s, limit_s: usual.morning_s }))
    equal(answer.pulled?.count, vans, `vans that have their day in ${usual.morning_s} s`)
    check(answer.records >= 2 * vans, `a day has records (${answer.records})`)
  },
  async storm() {
    await company.broker.stop()
    const { tapped } = await fleet.order({ do: 'tap', count: usual.waiting })
    equal(tapped, vans * usual.waiting, 'operations that wait')
    await company.restartBroker()
    const answer = await measured('storm', () => fleet.order({ do: 'drain', ...pace, limit_s: usual.drain_s }))
    equal([answer.drained?.count, answer.standing.waiting], [tapped, 0], `operations drained in ${usual.drain_s} s, and still waiting`)
    if (usual.fresh_p99_ms) check(answer.acknowledged?.p99 <= usual.fresh_p99_ms, `fresh operations have a p99 of ${usual.fresh_p99_ms} ms`)
  },
}

/** Each van's notes bear numbers from 1 on. */
async function audit() {
  const { made } = await fleet.order({ do: 'made' })
  const wanted = made.flatMap(({ label, tapped }) => Array.from({ length: tapped }, (_, index) => `Load ${label} ${index + 1}`))
  const found = new Map()
  for (const { text } of await admin.list('notes', 'text : "Load"')) found.set(text, (found.get(text) ?? 0) + 1)
  const lost = wanted.filter((text) => !found.has(text))
  const doubled = [...found].filter(([, count]) => count > 1)
  figures.audit = { made: wanted.length, lost: lost.length, doubled: doubled.length }
  console.log(`        ${wanted.length} made, ${lost.length} lost, ${doubled.length} doubled`)
  check(wanted.length > 0 || phases.every((phase) => phase === 'morning'), 'something was made')
  equal([lost.slice(0, 5), doubled.slice(0, 5), found.size], [[], [], wanted.length], 'lost, doubled, and all that is there')
  const rejected = Object.values(figures).reduce((sum, one) => sum + (one.rejected ?? 0), 0)
  equal(rejected, 0, 'operations that the hub refused')
}

checkArguments()
try {
  if (await steps.run('0', `a company with ${vans} vans, each let in by a code`, async () => {
    await company.start()
    admin = await signIn(company.hub.url)
    const known = await fill(admin, vans)
    fleet = new Fleet(company.program('tests/load/truckroll-load'), { folder: path.join(data, 'vans'), threads: Number(values.threads), hub: company.hub.url })
    for (const some of slices(known, 500)) await fleet.order({ do: 'enrol', vans: await codesOf(admin, some) })
    await connect()
  })) {
    for (const [index, phase] of phases.entries()) await steps.run(String(index + 1), phase, plays[phase])
    await steps.run(String(phases.length + 1), 'every operation is at the hub, once', audit)
  }
} finally {
  await fleet?.stop()
  await company.stop()
  if (!process.env.TRUCKROLL_KEEP) rmSync(data, { recursive: true, force: true })
}
if (values.json) writeFileSync(values.json, `${JSON.stringify({ vans, phases: figures }, null, 2)}\n`)
process.exit(steps.finish())
