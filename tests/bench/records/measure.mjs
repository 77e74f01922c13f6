// One row of the table after the other, on one store of one size.
import { fork } from 'node:child_process'
import { createWriteStream, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { demoPassword } from '../../../deploy/local/company.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { HubClient } from '../../browser/lib/hub.mjs'
import { atRate, ownMemoryMiB, processorSeconds, saturate } from './load.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const part = encodeURIComponent

/** What is asked; `goal` per second by store, `within` ms for 99 of 100 at half that rate; `share` of the rate of the question `besides`. */
export function questions(set) {
  const { ids, mistyped } = set.samples
  const graphql = '{ accounts(first: 50, filter: "size_class = large", orderBy: "name") { nodes { name interactions(first: 10) { nodes { subject account { name } } } } } }'
  return [
    { name: 'an empty answer, signed in', lines: ['/api/session/'] },
    { name: 'read one account', lines: ids.map((id) => `/api/accounts/${id}/`), goal: { sqlite: 20000, postgresql: 12000 }, within: 5, besides: 'an empty answer, signed in', share: 0.5 },
    { name: 'list 50, filtered and ordered', lines: [`/api/accounts/?page_size=50&order_by=name&filter=${part('state = "customer"')}`], goal: { sqlite: 5000, postgresql: 3000 }, within: 20 },
    { name: 'search by name with a typing error', lines: mistyped.map((word) => `/api/search/?q=${part(word)}`), goal: { sqlite: 2000, postgresql: 1000 }, within: 50 },
    { name: 'GraphQL, three levels, 50 x 10', lines: [`/api/graphql/?query=${part(graphql)}`], goal: { sqlite: 500, postgresql: 500 } },
    { name: 'create, durable, indexed, audited', post: { path: '/api/accounts/', body: JSON.stringify({ name: 'New %d', kind: 'company', industry: 'hotel', roles: ['customer'] }) }, goal: { sqlite: 6000, postgresql: 3000 }, within: 30 },
  ]
}

export async function ask(set, question, { seconds, short }) {
  const base = set.company.hub.url
  const file = path.join(set.data, 'lines')
  if (question.lines) writeFileSync(file, question.lines.join('\n'))
  const headers = set.headers
  // As long as it is measured, so that what is asked for is in memory: a set was made long before, and all at once.
  if (!short) await saturate(base, { file, post: question.post, headers, seconds: question.lines ? seconds : 1 })
  const before = [processorSeconds(set.pid), databaseSeconds(set)]
  const { rate, p99, errors } = await saturate(base, { file, post: question.post, headers, seconds })
  const [own, database] = [processorSeconds(set.pid) - before[0], databaseSeconds(set) - before[1]]
  if (short && (errors > 0 || rate === 0)) throw new Error(`${question.name}: ${errors} errors at ${rate} /s`)
  const asked = rate * seconds
  let half = null
  if (question.within && !(short && question.post)) {
    const url = base + (question.post?.path ?? question.lines[0])
    half = await atRate(url, { method: question.post ? 'POST' : 'GET', body: question.post?.body, headers, seconds, rate: Math.min(rate, question.goal[set.store] ?? rate) / 2 })
  }
  return { rate, p99, errors, half, own_us: (own / asked) * 1e6, database_us: (database / asked) * 1e6 }
}

const databaseSeconds = (set) => (set.server ? processorSeconds(set.server.server.child.pid, true) : 0)

/** Seconds of one exact count, the middle of five. */
export async function exactCount(set, filter, login) {
  const hub = login ?? set.hub
  const times = []
  let total = 0
  for (let i = 0; i < 5; i += 1) {
    const from = performance.now()
    const page = await hub.get(`/api/interactions/?page_size=1&fields=subject&total=exact&filter=${part(filter)}`)
    times.push(performance.now() - from)
    total = page.total
  }
  return { ms: times.sort((a, b) => a - b)[2], total }
}

/** Counts of the biggest type: by a filter over several fields, and of what somebody may see by two ways at once. */
export async function countsWithinRights(set) {
  const login = 'reader@bench.example'
  const admin = await new HubClient(set.company.hub.url).signIn('admin@demo.example', demoPassword)
  if (!(await admin.list('users', `login = "${login}"`)).length) {
    const role = await admin.post('/api/roles/', { key: 'bench_reader', name: 'Reader' })
    await admin.post('/api/permissions/', { role: role.id, of_type: 'crm.Interaction', may: ['read'], where: 'created_by = me OR type = call' })
    const user = await admin.post('/api/users/', { login, name: { given: 'Rita', family: 'Reader' }, password: demoPassword })
    if (user.state === 'invited') await admin.post(`/api/users/${user.id}/activate/`, {})
    const given = await admin.post('/api/role-assignments/', { user: user.id, role: role.id })
    if (given.state === 'requested') await admin.post(`/api/role-assignments/${given.id}/approve/`, {})
  }
  const reader = await new HubClient(set.company.hub.url).signIn(login, demoPassword)
  return [
    ['exact count by three fields', 'state = "logged" AND (type = call OR type = visit) AND direction = out'],
    ['exact count within record rights', '', reader],
    ['exact count by a field within record rights', 'direction = out', reader],
    ['an empty list within record rights', 'type = call AND direction = in', reader],
  ]
}

/** Customers from a CSV file: the hub's own import, from the first row to the last. */
export async function importCustomers(set, count) {
  const file = path.join(set.data, 'customers.csv')
  const out = createWriteStream(file)
  out.write('name;kind;industry\r\n')
  for (let i = 0; i < count; i += 1) if (!out.write(`Imported ${i} ${(i * 7919) % 99991};company;hotel\r\n`)) await new Promise((resolve) => out.once('drain', resolve))
  await new Promise((resolve) => out.end(resolve))
  const { importFile } = await import('./import.mjs')
  return importFile(set, file, count)
}

/** So many listeners: what each costs in memory, and how late the last of a hundred hears of a change. */
export async function listeners(set, count, { rounds = 5, idleSeconds = 5 } = {}) {
  const port = new URL(set.company.hub.url).port
  const before = ownMemoryMiB(set.pid)
  const child = fork(path.join(here, 'listeners.mjs'), [port, String(count), set.hub.cookie])
  const told = (member, seconds) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`no listener said ${member} in ${seconds} s`)), seconds * 1000)
      const listen = (message) => {
        if (!(member in message)) return
        clearTimeout(late)
        child.off('message', listen)
        resolve(message[member])
      }
      child.on('message', listen)
    })
  try {
    await told('connected', 120)
    const each = ((ownMemoryMiB(set.pid) - before) * 1024) / count
    const idle = processorSeconds(set.pid)
    await new Promise((resolve) => setTimeout(resolve, idleSeconds * 1000))
    const idleShare = (processorSeconds(set.pid) - idle) / idleSeconds
    const late = []
    for (let i = 0; i < rounds; i += 1) {
      child.send({ begin: true })
      await told('begun', 10)
      const id = set.samples.ids[i]
      const from = performance.timeOrigin + performance.now()
      await set.hub.change('accounts', id, { industry: `trade ${Date.now()}` })
      let heard = []
      await waitFor('all listeners to hear', async () => {
        child.send({ report: true })
        heard = await told('heard', 10)
        return heard.length >= count
      }, 60000)
      for (const at of heard) late.push(at - from)
    }
    late.sort((a, b) => a - b)
    return { each_kib: each, p99_ms: late[Math.floor(late.length * 0.99)], idle_share: idleShare }
  } finally {
    child.send({ end: true })
    await new Promise((resolve) => child.once('exit', resolve))
  }
}
