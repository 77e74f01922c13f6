// ./dev bench records: the rows of docs/benchmarks.md, at two sizes and on both databases, beside a peer and physical limits.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { DataSet } from './records/data.mjs'
import { measureLimits } from './records/limits.mjs'
import { ownMemoryMiB } from './records/load.mjs'
import { ask, countsWithinRights, exactCount, importCustomers, listeners, questions } from './records/measure.mjs'
import { measurePeer } from './records/peer.mjs'
import { people } from './records/people.mjs'
import { writeTable } from './records/table.mjs'

const say = (text) => console.log(text)
const round = (number) => (number >= 100 ? Math.round(number) : Math.round(number * 100) / 100)

/** One store of one size: {name: measured}. */
async function measureSet(options, store, accounts) {
  const interactions = accounts * 3
  const set = await new DataSet({ ...options, store, accounts, interactions }).open()
  const rows = {}
  try {
    await set.startHub()
    for (const question of questions(set)) {
      const got = await ask(set, question, options)
      rows[question.name] = { ...got, question }
      say(`${store}, ${accounts} accounts: ${question.name}: ${round(got.rate)} /s, p99 ${round(got.p99)} ms, at half rate ${got.half === null ? '–' : `${round(got.half)} ms`}; processor ${round(got.own_us)} us + database ${round(got.database_us)} us a request${got.errors ? `; ${got.errors} ERRORS` : ''}`)
    }
    const count = await exactCount(set, 'state = "logged"')
    rows['exact count'] = count
    say(`${store}, ${accounts} accounts: exact count of ${count.total} interactions: ${round(count.ms)} ms`)
    for (const [name, filter, login] of await countsWithinRights(set)) {
      const some = await exactCount(set, filter, login)
      rows[name] = some
      say(`${store}, ${accounts} accounts: ${name} of ${some.total} interactions: ${round(some.ms)} ms`)
    }
    rows.memory = { mib: ownMemoryMiB(set.pid) }
    say(`${store}, ${accounts} accounts: memory of the hub ${round(rows.memory.mib)} MiB`)
    rows.people = await peopleAtWork(set, options)
    say(`${store}, ${accounts} accounts: ${rows.people.count} people: ${round(rows.people.rate)} /s, mean ${round(rows.people.mean)} ms, p99 ${round(rows.people.p99)} ms; memory of the hub grew by ${round(rows.people.grown)} MiB${rows.people.errors ? `; ${rows.people.errors} ERRORS` : ''}`)
    if (options.listeners) {
      rows.listeners = await listeners(set, options.listeners, options.short ? { rounds: 1, idleSeconds: 1 } : {})
      say(`${store}: ${options.listeners} listeners: ${round(rows.listeners.each_kib)} KiB each, a change to each p99 ${round(rows.listeners.p99_ms)} ms, idle ${round(rows.listeners.idle_share * 100)} % of a processor`)
    }
    if (options.short && options.imported) await importInto(set, options, store)
  } finally {
    await set.close()
  }
  return rows
}

/** A mean below 200 ms for a thousand people, and memory that stays (features: QUAL-03). */
async function peopleAtWork(set, options) {
  const asked = questions(set)
  // Each kind of question as often as the others.
  const reads = asked.filter((one) => one.lines).flatMap((one) => Array.from({ length: 100 }, (_, i) => one.lines[i % one.lines.length]))
  const { post } = asked.find((one) => one.post)
  const count = options.short ? 20 : 1000
  const got = await people(set, count, { seconds: options.short ? 3 : 60, reads, post })
  if (options.short && (got.errors > 0 || got.rate === 0)) throw new Error(`${count} people: ${got.errors} errors at ${got.rate} /s`)
  return { ...got, count }
}

async function importInto(set, options, store) {
  const got = await importCustomers(set, options.imported)
  say(`${store}: import of ${options.imported} customers: ${round(got.seconds)} s, searchable after ${round(got.searchable)} s (${got.created} created, ${got.faulty} faulty)`)
  if (options.short && (got.created !== options.imported || got.faulty > 0)) throw new Error(`${got.created} of ${options.imported} customers were imported`)
  return got
}

/** Into a company of its own, which then goes. */
async function measureImport(options, store) {
  const folder = mkdtempSync('/var/tmp/truckroll-import-')
  chmodSync(folder, 0o755) // for user postgres
  const set = await new DataSet({ ...options, folder, store, accounts: 1000, interactions: 1000 }).open()
  try {
    await set.startHub()
    return await importInto(set, options, store)
  } finally {
    await set.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

/** MiB that one core hashes in a second: how fast the machine is just now, for runs are compared by it. */
function pace() {
  const block = Buffer.alloc(1 << 20)
  const from = performance.now()
  let count = 0
  for (; performance.now() - from < 500; count += 1) createHash('sha256').update(block).digest()
  return count / ((performance.now() - from) / 1000)
}

export async function benchRecords(options) {
  const load = os.loadavg()[0]
  const result = { at: new Date().toISOString(), load, pace: pace(), cores: os.cpus().length, processor: os.cpus()[0].model, commit: execFileSync('git', ['rev-parse', '--short', 'HEAD'], { encoding: 'utf8' }).trim(), options, stores: {}, imports: {} }
  say(`load of the machine at the start: ${load.toFixed(2)} on ${result.cores} cores, of which one hashes ${round(result.pace)} MiB/s`)
  for (const store of options.stores) {
    result.stores[store] = {}
    for (const accounts of [options.small, options.accounts].filter((one, i, all) => one && all.indexOf(one) === i))
      result.stores[store][accounts] = await measureSet({ ...options, listeners: accounts === options.accounts ? options.listeners : 0 }, store, accounts)
    if (options.imported && !options.short) result.imports[store] = await measureImport(options, store)
  }
  if (options.peer) {
    result.limits = await measureLimits(options)
    result.peer = await measurePeer(options.folder, options.seconds)
  }
  result.load_end = os.loadavg()[0]
  result.pace_end = pace()
  return writeTable(result, say)
}
