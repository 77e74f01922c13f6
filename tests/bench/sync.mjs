// Sync beside PouchDB, plain MQTT and the disk, in one run: the real hub, broker and van, TLS between them.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import path from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import mqtt from 'mqtt'
import { Company } from '../../deploy/local/company.mjs'
import { freePort, Link, Program, waitFor } from '../../deploy/local/processes.mjs'
import { codesOf, fill, signIn, slices } from '../load/fill.mjs'
import { Fleet } from '../load/fleet.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const look = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const perCommit = 100
const idleRuns = 15

class CountingLink extends Link {
  bytes = 0
  carry(from, to) {
    from.on('data', (chunk) => { this.bytes += chunk.length })
    super.carry(from, to)
  }
}

/** Looks more often than waitFor does, as tenths of a second count. */
async function until(what, check, limitMs) {
  const end = performance.now() + limitMs
  while (performance.now() < end) {
    if (await check()) return
    await look(10)
  }
  throw new Error(`waited ${limitMs / 1000} s for ${what}`)
}

const secondsOf = async (work) => {
  const from = performance.now()
  await work()
  return (performance.now() - from) / 1000
}

/** Presses of a technician, durable one by one. */
async function takeNotes(van, visit, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 4 })
  let next = 0
  const post = (body) => new Promise((resolve, reject) => {
    const request = http.request(`${van.url}/api/visits/${visit}/notes`, { agent, method: 'POST', headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } }, (reply) => {
      let said = ''
      reply.on('data', (chunk) => { said += chunk })
      reply.on('end', () => (reply.statusCode === 201 ? resolve() : reject(new Error(`a note: ${reply.statusCode} ${said}`))))
    })
    request.on('error', reject)
    request.end(body)
  })
  await Promise.all(Array.from({ length: 4 }, async () => {
    while (next < count) {
      next += 1
      await post(JSON.stringify({ text: `Note ${next}` }))
    }
  }))
  agent.destroy()
}

const status = async (van) => (await (await fetch(`${van.url}/api/status`)).json()).sync

async function cut(van) {
  van.link.cut()
  await waitFor('the van to be offline', async () => !(await status(van)).online, 90000)
}

/** Seconds from the moment that it is connected; how long it waits before it tries is not part of it. */
async function fromConnectionTo(van, what, check, limitMs) {
  van.link.restore()
  await until('the van to be online', async () => (await status(van)).online, 120000)
  return secondsOf(() => until(what, check, limitMs))
}

/** What the hub must at least do with as many bytes: durable commits of a batch each. */
function rawCommits(folder, count, bytesEach) {
  const database = new DatabaseSync(path.join(folder, 'raw.db'))
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE operation (id INTEGER PRIMARY KEY, bytes BLOB)')
  const insert = database.prepare('INSERT INTO operation (bytes) VALUES (?)')
  const bytes = Buffer.alloc(bytesEach, 7)
  const from = performance.now()
  for (let first = 0; first < count; first += perCommit) {
    database.exec('BEGIN IMMEDIATE')
    for (let i = first; i < Math.min(first + perCommit, count); i += 1) insert.run(bytes)
    database.exec('COMMIT')
  }
  const seconds = (performance.now() - from) / 1000
  database.close()
  return seconds
}

/** Its packages are for this measurement only; package-lock.json beside it names them. */
function installPeer(kept) {
  const folder = path.join(kept, 'sync-peer')
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json', 'peer.mjs']) execFileSync('cp', [path.join(here, 'sync/peer', name), folder])
  if (!existsSync(path.join(folder, 'node_modules/pouchdb'))) execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
  return folder
}

function measurePeer(kept, scratch, count, records) {
  const folder = installPeer(kept)
  const data = path.join(scratch, 'pouchdb')
  mkdirSync(data, { recursive: true })
  writeFileSync(path.join(data, 'records.json'), JSON.stringify(records))
  const said = execFileSync(process.execPath, [path.join(folder, 'peer.mjs'), data, String(count)], { encoding: 'utf8', cwd: folder, maxBuffer: 1 << 24 })
  return JSON.parse(said.trim().split('\n').at(-1))
}

async function measurePushAndPull({ programs, map, folder, count }) {
  const company = await new Company({ programs, map, data: path.join(folder, 'sync'), vans: 2, drive: null, link: CountingLink }).start()
  try {
    const admin = await signIn(company.hub.url)
    const [van, other] = company.vans
    const { visits } = await admin.get('/api/dispatch/')
    const visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
    await waitFor('the van to have its day', async () => (await fetch(`${van.url}/api/visits/${visit}`)).ok, 60000)
    await cut(van)
    await takeNotes(van, visit, count)
    van.link.bytes = 0
    const push = await fromConnectionTo(van, `${count} operations to be acknowledged`, async () => (await status(van)).waiting === 0, 600000)
    const pushed = van.link.bytes
    await look(2000) // what follows of it is not the next one's
    await cut(van)
    const [branch] = await admin.list('branches')
    const made = []
    for (const some of slices(Array.from({ length: count }, (_, index) => index), 200)) {
      const { results } = await admin.post('/api/accounts/bulk/', { action: 'create', items: some.map((index) => ({ name: `Customer ${index}`, branch: branch.id })) })
      made.push(...results.map(({ id }) => id))
    }
    const has = async (one) => (await fetch(`${one.url}/api/customers/${made.at(-1)}`)).ok
    await waitFor('the other van to hold all', () => has(other), 120000)
    van.link.bytes = 0
    const pull = await fromConnectionTo(van, `${count} records to be there`, () => has(van), 600000)
    const records = { note: (await admin.list('notes', 'text = "Note 1"'))[0], account: await admin.record('accounts', made.at(-1)) }
    return { push, pull, pushed, pulled: van.link.bytes, records }
  } finally {
    await company.stop()
  }
}

/** A client that does nothing but what the broker asks of it: TLS, CONNECT, SUBSCRIBE. */
function bareConnection(company, device) {
  const file = (name) => readFileSync(path.join(company.certificates, name))
  return new Promise((resolve, reject) => {
    const from = performance.now()
    const client = mqtt.connect(`mqtts://127.0.0.1:${company.brokerPort}`, { clientId: device.name, ca: file('authority.crt'), cert: file(`${device.name}.crt`), key: file(`${device.name}.key`), protocolVersion: 5, reconnectPeriod: 0, checkServerIdentity: () => undefined })
    client.once('error', reject)
    client.once('connect', () => client.subscribe(`tr/${device.tenant}/none`, () => {
      const ms = performance.now() - from
      client.end(true, () => resolve(ms))
    }))
  })
}

const medianOf = (values) => values.sort((a, b) => a - b)[Math.floor(values.length / 2)]

/** A van that has all and says so; no store on a disk is in it, which takes no part in that. */
async function measureIdle({ programs, map, folder }) {
  const company = await new Company({ programs, map, data: path.join(folder, 'idle'), vans: 1, drive: null }).start()
  let fleet
  try {
    const admin = await signIn(company.hub.url)
    const known = await fill(admin, 1)
    fleet = new Fleet(company.program('tests/load/truckroll-load'), { folder: path.join(folder, 'vans'), threads: 1, hub: company.hub.url })
    await fleet.order({ do: 'enrol', vans: await codesOf(admin, known) })
    const { device } = company.vans[0]
    await company.vans[0].program.stop()
    const [ours, bare] = [[], []]
    for (let run = 0; run < idleRuns + 1; run += 1) {
      const { pulled } = await fleet.order({ do: 'connect', within_s: 0, limit_s: 60 })
      if (run > 0) ours.push(pulled.p50) // the first one had all to fetch
      bare.push(await bareConnection(company, device))
    }
    return { ours: medianOf(ours), bare: medianOf(bare) }
  } finally {
    await fleet?.stop()
    await company.stop()
  }
}

/** What a subscriber gets of messages that were sent with QoS 1 while it was away; `killed`: the broker dies before it is back. */
async function plainMessages(folder, count, killed) {
  const port = await freePort()
  const configuration = path.join(folder, 'plain.conf')
  writeFileSync(configuration, `listener ${port} 127.0.0.1\nallow_anonymous true\n`)
  const start = async () => {
    const broker = new Program('plain broker', 'mosquitto', ['-c', configuration], path.join(folder, 'plain.log'))
    await waitFor('a plain broker', () => new Promise((resolve) => {
      const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { reconnectPeriod: 0 })
      client.once('connect', () => client.end(true, () => resolve(true)))
      client.once('error', () => resolve(false))
    }))
    return broker
  }
  const subscribe = () => new Promise((resolve, reject) => {
    const client = mqtt.connect(`mqtt://127.0.0.1:${port}`, { clientId: 'hub', clean: false, reconnectPeriod: 0 })
    const got = new Set()
    client.on('message', (_, payload) => got.add(String(payload)))
    client.once('error', reject)
    client.once('connect', () => client.subscribe('notes', { qos: 1 }, () => resolve({ client, got })))
  })
  let broker = await start()
  try {
    const { client } = await subscribe()
    await new Promise((resolve) => client.end(false, resolve))
    const publisher = mqtt.connect(`mqtt://127.0.0.1:${port}`)
    await Promise.all(Array.from({ length: count }, (_, index) => new Promise((resolve) => publisher.publish('notes', `Note ${index}`, { qos: 1 }, resolve))))
    await new Promise((resolve) => publisher.end(true, resolve))
    if (killed) {
      await broker.stop('SIGKILL')
      broker = await start()
    }
    const back = await subscribe()
    let before = -1
    while (before !== back.got.size) {
      before = back.got.size
      await look(1000)
    }
    await new Promise((resolve) => back.client.end(true, resolve))
    return before
  } finally {
    await broker.stop()
  }
}

/** Notes made offline; the broker dies, with all that it had, while they are on their way. */
async function measureKilledBroker({ programs, map, folder, count }) {
  const company = await new Company({ programs, map, data: path.join(folder, 'killed'), vans: 1, drive: null }).start()
  try {
    const admin = await signIn(company.hub.url)
    const [van] = company.vans
    const { visits } = await admin.get('/api/dispatch/')
    const visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
    await waitFor('the van to have its day', async () => (await fetch(`${van.url}/api/visits/${visit}`)).ok, 60000)
    await cut(van)
    await takeNotes(van, visit, count)
    van.link.restore()
    await until('some to be acknowledged', async () => (await status(van)).waiting < count, 120000)
    await company.broker.stop('SIGKILL')
    const left = (await status(van)).waiting
    await company.restartBroker()
    await until('all to be acknowledged', async () => (await status(van)).waiting === 0, 300000)
    const texts = (await admin.list('notes', 'text : "Note"')).map(({ text }) => text).filter((text) => /^Note \d+$/.test(text))
    return { arrived: new Set(texts).size, doubled: texts.length - new Set(texts).size, left }
  } finally {
    await company.stop()
  }
}

/** [{name, value, unit, beside, besideValue, goal, holds}] by `report`. */
export async function benchSync({ programs, map, folder, kept, report, short, withPeer }) {
  const [many, some] = short ? [300, 100] : [10000, 3000]
  const own = await measurePushAndPull({ programs, map, folder, count: many })
  const peer = withPeer ? measurePeer(kept, folder, many, own.records) : null
  const besidePeer = (value) => (peer ? { beside: 'PouchDB', besideValue: value(peer) } : { beside: 'PouchDB, not asked' })
  const raw = rawCommits(folder, many, Math.round(own.pushed / many))
  report({ name: `sync: push of ${many} notes`, value: own.push, unit: 's', ...besidePeer(({ push }) => push.seconds), goal: '2 s', holds: own.push <= 2 })
  report({ name: `sync: the same, beside the disk`, value: own.push, unit: 's', beside: `commits of ${perCommit} in SQLite`, besideValue: raw, goal: 'ratio at most 2', holds: own.push / raw <= 2 })
  report({ name: `sync: pull of ${many} customers`, value: own.pull, unit: 's', ...besidePeer(({ pull }) => pull.seconds), goal: '1 s', holds: own.pull <= 1 })
  report({ name: 'sync: bytes on the wire, an operation', value: own.pushed / many, unit: 'B', ...besidePeer(({ push }) => push.bytes / many), goal: 'ratio at most 0.4', holds: peer && own.pushed / peer.push.bytes <= 0.4 })
  report({ name: 'sync: bytes on the wire, a record pulled', value: own.pulled / many, unit: 'B', ...besidePeer(({ pull }) => pull.bytes / many) })
  const idle = await measureIdle({ programs, map, folder })
  report({ name: 'sync: reconnect with nothing to do', value: idle.ours, unit: 'ms', beside: 'connecting and subscribing alone', besideValue: idle.bare, goal: `${Math.round(idle.bare + 5)} ms${peer ? `; PouchDB ${Math.round(peer.idle_ms)}` : ''}`, holds: idle.ours <= idle.bare + 5 })
  const killed = await measureKilledBroker({ programs, map, folder, count: some })
  const plain = await plainMessages(folder, some, false)
  report({ name: `sync: of ${some} offline, broker killed midway`, value: killed.arrived, unit: '', beside: 'plain QoS 1, nobody killed', besideValue: plain, goal: `${some}, none twice`, holds: killed.arrived === some && killed.doubled === 0 })
  report({ name: `sync: plain QoS 1, broker killed`, value: await plainMessages(folder, some, true), unit: '', beside: 'no goal' })
  rmSync(path.join(folder, 'raw.db'), { force: true })
}
