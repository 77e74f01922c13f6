// Two hubs whose PostgreSQL has a read copy: it answers what only reads, shows nothing that is out of date, is left out while it is
// behind or gone, and takes the primary's place when that dies in traffic.
// features: OPER-05 (with hubs_play.mjs, which shows balancing, a hub killed, and a thousand companies)
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from '../browser/lib/hub.mjs'
import { check, equal, Steps } from '../browser/lib/steps.mjs'
import { Hubs } from './hubs.mjs'
import { replicaName } from './replica.mjs'
import { crossingOf } from './tenants.mjs'
import { write } from './writers.mjs'

const { values } = parseArgs({ options: { programs: { type: 'string', default: 'build/sanitize' }, map: { type: 'string', default: 'build/map' }, writes: { type: 'string', default: '200' } } })
const data = mkdtempSync(path.join(tmpdir(), 'truckroll-copies-'))
const hubs = new Hubs({ programs: values.programs, map: values.map, data, copied: true })
const steps = new Steps(async () => {})
let admin, there, dispatcher // the same session, seen by the first hub and by the second; another person's

const at = (client, url) => Object.assign(new HubClient(url), { cookie: client.cookie, session: client.session })

/** How much the copy has answered for this hub. */
async function readsOf({ url }) {
  const figures = await (await fetch(`${url}/metrics`)).text()
  return Number(/^truckroll_read_copy_1_reads (\d+)/m.exec(figures)[1])
}
const reads = async () => (await readsOf(hubs.first)) + (await readsOf(hubs.second))

const copyCheck = async () => (await admin.get('/api/health')).checks.find(({ name }) => name === 'read_copies')
const isUsed = () => waitFor('the copy to be used', async () => (await copyCheck()).status === 'ok', 40000)

async function start() {
  await hubs.start()
  admin = await new HubClient(hubs.first.url).signIn('admin@demo.example', demoPassword)
  there = at(admin, hubs.second.url)
  dispatcher = await new HubClient(hubs.second.url).signIn('dispatcher@demo.example', demoPassword)
  await admin.post('/api/settings/', { key: 'api.user_requests_per_minute', value: '1000000' }) // readers below ask as fast as they are answered
  await isUsed()
}

/** Each kind of reading, once; how many of them the copy has answered. */
async function answers() {
  const { id } = await admin.post('/api/accounts/', { name: 'Copied house', kind: 'company' })
  await waitFor('search finds it', async () => (await admin.get('/api/search/?q=copied')).items.length > 0)
  const graphql = () => admin.post('/api/graphql/', { query: '{ accounts(filter: "name = \\"Copied house\\"") { nodes { name } } }' })
  const questions = {
    list: () => admin.get('/api/accounts/?page_size=50&order_by=name'),
    record: () => admin.record('accounts', id),
    history: () => admin.get(`/api/accounts/${id}/history/`),
    search: () => admin.get('/api/search/?q=copied'),
    graphql,
    export: () => admin.call('GET', '/api/accounts/?format=csv'),
  }
  check(JSON.stringify(await graphql()).includes('Copied house'), 'GraphQL answers')
  for (const [name, ask] of Object.entries(questions))
    await waitFor(`the copy to answer: ${name}`, async () => {
      const before = await reads()
      await ask()
      return (await reads()) > before
    })
  const exported = await admin.post('/api/exports/', { path: 'accounts', format: 'csv' })
  const before = await reads()
  await waitFor('the export', async () => (await admin.get(`/api/exports/${exported.id}/`)).state === 'done')
  check((await reads()) > before, 'the copy has answered meanwhile')
}

/** Whoever is told that it is written reads it, at either hub, and so does everybody else. */
async function ownWrites() {
  const before = await reads()
  let asked = 0
  await Promise.all(Array.from({ length: 8 }, async (_, who) => {
    for (let i = 0; i < 15; ++i) {
      const name = `Own ${who} ${i}`
      const { id } = await (i % 2 ? admin : there).post('/api/accounts/', { name, kind: 'company' })
      for (const client of [i % 2 ? there : admin, dispatcher]) {
        equal((await client.record('accounts', id)).name, name, 'the record at the other hub')
        equal((await client.get(`/api/accounts/?filter=${encodeURIComponent(`name = "${name}"`)}`)).items.length, 1, 'the list')
        asked += 2
      }
    }
  }))
  const answered = (await reads()) - before
  console.log(`        the copy has answered ${answered} of ${asked} questions, each just after a write`)
  check(answered > 0, 'some of them are the copy\'s')
}

/** A copy that stands still: what is asked is as of now all the same. */
async function behind() {
  const { id } = await admin.post('/api/accounts/', { name: 'Before', kind: 'company', industry: 'Secret' })
  check('industry' in (await dispatcher.record('accounts', id)), 'the dispatcher sees the field')
  hubs.replica.pauseReplay()
  await admin.change('accounts', id, { name: 'After' })
  const role = await admin.one('roles', 'key = "dispatcher"')
  equal(hubs.replica.ask(`SELECT name FROM account WHERE id = '${id}'`), [['Before']], 'what the copy holds')
  for (const client of [admin, there]) equal((await client.record('accounts', id)).name, 'After', 'what was written')
  const here = at(dispatcher, hubs.first.url)
  check('industry' in (await here.record('accounts', id)), 'still')
  await admin.post('/api/permissions/', { effect: 'withhold', role: role.id, of_type: 'crm.Account', fields: ['industry'] })
  check(!('industry' in (await here.record('accounts', id))), 'a right that was withdrawn is gone at once')
  const begun = performance.now()
  await waitFor('the other hub to withdraw it', async () => !('industry' in (await dispatcher.record('accounts', id))))
  check(performance.now() - begun < 1500, 'within a second at the other hub')
  equal((await admin.call('DELETE', `/api/accounts/${id}/`, undefined, { 'If-Match': (await admin.call('GET', `/api/accounts/${id}/`)).version })).status, 204, 'a deletion')
  for (const client of [admin, there, dispatcher]) equal((await client.call('GET', `/api/accounts/${id}/`)).status, 404, 'what was deleted')
  await waitFor('health to say it', async () => (await copyCheck()).status === 'degraded', 30000)
  check(/read copy 1 is left out: it is \d+ bytes and \d+ s behind/.test((await copyCheck()).text), (await copyCheck()).text)
  equal((await fetch(`${hubs.first.url}/api/health`)).status, 200, 'HAProxy goes on to send people there')
  const standing = await reads()
  for (const client of [admin, there]) await client.get('/api/accounts/?page_size=50')
  equal(await reads(), standing, 'reads of a copy that is behind')
  hubs.replica.resumeReplay()
  await isUsed()
  await waitFor('it to answer again', async () => {
    await admin.get('/api/accounts/?page_size=50')
    return (await reads()) > standing
  })
}

/** It dies under readers: each of them gets his answer. */
async function killed() {
  let stop = false
  const statuses = new Map()
  const readers = Array.from({ length: 8 }, async (_, i) => {
    while (!stop) {
      const { status } = await (i % 2 ? admin : there).call('GET', '/api/accounts/?page_size=50&order_by=name')
      statuses.set(status, (statuses.get(status) ?? 0) + 1)
    }
  })
  const before = await reads()
  try {
    await waitFor('the copy to answer', async () => (await reads()) > before + 20)
    await hubs.replica.server.stop('SIGQUIT')
    await waitFor('health to say it', async () => (await copyCheck()).status === 'degraded', 30000)
    await admin.post('/api/accounts/', { name: 'Without a copy', kind: 'company' })
    const standing = await reads()
    await hubs.replica.startServer()
    await isUsed()
    await waitFor('it to answer again', async () => (await reads()) > standing + 20)
  } finally {
    stop = true
    await Promise.all(readers)
  }
  equal([...statuses.keys()], [200], `answers while it died and came back (${statuses.get(200)})`)
}

/** The primary dies while callers write; the copy is promoted, and the hubs find it by themselves. */
async function failOver() {
  const primary = (sql) => hubs.ask(sql)
  primary(`ALTER SYSTEM SET synchronous_standby_names = '${replicaName}'`)
  primary('SELECT pg_reload_conf()')
  await waitFor('the copy to be synchronous', () => primary('SELECT sync_state FROM pg_stat_replication')[0]?.[0] === 'sync')
  const count = Number(values.writes)
  let promoted
  const written = await write(at(admin, hubs.url), 'fail-over', count, (done) => {
    if (done !== Math.floor(count / 3)) return
    promoted = (async () => {
      await hubs.postgres.server.stop('SIGQUIT')
      hubs.replica.promote()
    })()
  })
  await promoted
  check(written.some(({ attempts }) => attempts > 1), 'the primary died in the middle')
  const rows = new Map(hubs.replica.ask("SELECT name, count(*) FROM account WHERE name LIKE 'fail-over %' GROUP BY name"))
  equal(written.filter(({ name }) => !rows.has(name)), [], 'acknowledged writes that are lost')
  equal([...rows].filter(([, times]) => times !== '1'), [], 'writes that were doubled')
  equal(rows.size, count, 'accounts')
  await waitFor('both hubs to be well', async () => (await Promise.all([hubs.first, hubs.second].map(({ url }) => fetch(`${url}/api/health`)))).every(({ status }) => status === 200), 40000)
  const { id } = await admin.post('/api/accounts/', { name: 'On the new primary', kind: 'company' })
  equal((await there.record('accounts', id)).name, 'On the new primary', 'at the other hub')
  await waitFor('the log to be sealed', () => hubs.replica.ask('SELECT count(*) FROM change WHERE position IS NULL')[0][0] === '0')
  await waitFor('search to go on', async () => (await admin.get('/api/search/?q=new%20primary')).items.some((item) => item.id === id))
  await waitFor('health to say that there is no copy', async () => /takes writes itself|another timeline/.test((await copyCheck()).text), 30000)
  console.log(`        ${count} writes, ${written.filter(({ attempts }) => attempts > 1).length} sent again, ${written.filter(({ replayed }) => replayed).length} of them answered from what had been committed`)
}

function tenants() {
  for (const server of [hubs.postgres, hubs.replica]) {
    const { seen, crossing } = crossingOf(server)
    console.log(`        ${seen} statements looked at`)
    equal(crossing, [], 'statements across companies')
  }
}

try {
  if (await steps.run('0', 'two hubs start, with a read copy of their database', start)) {
    await steps.run('1', 'the copy answers lists, records, search, GraphQL and exports', answers)
    await steps.run('2', 'what was just written is read at either hub', ownWrites)
    await steps.run('3', 'a copy that stands still shows nothing old, and comes back', behind)
    await steps.run('4', 'a copy that is killed under its readers costs none an answer', killed)
    await steps.run('5', 'no statement reached across companies', tenants)
    await steps.run('6', 'the primary dies in traffic, the copy takes its place: nothing acknowledged is lost', failOver)
  }
} finally {
  await hubs.stop()
  if (steps.failed && process.env.KEEP) console.log(data)
  else rmSync(data, { recursive: true, force: true })
}
process.exit(steps.finish())
