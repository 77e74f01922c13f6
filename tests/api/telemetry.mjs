// Outsiders follow the vans' telemetry with a credential of their own: an independent decoder, and the client of the documentation's example.
// features: SYNC-11
import { spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import mqtt from 'mqtt'
import { get as codec } from 'sparkplug-payload'
import { waitFor } from '../../deploy/local/processes.mjs'
import { check, equal } from '../browser/lib/steps.mjs'
import { withCompany } from './company.mjs'

const { encodePayload, decodePayload } = codec('spBv1.0')
const positions = ['Latitude', 'Longitude', 'Time', 'Accuracy', 'Speed', 'Course'].map((name) => `Position/${name}`)
const others = ['Job/WorkOrder', 'Job/VisitState', 'Sync/Waiting', 'Storage/Used', 'Board/Supply', 'Board/Temperature', 'Board/Signal',
  ...['Time', 'Place', 'Product', 'Quantity', 'Kind'].map((name) => `Stock/Move/${name}`)]

/** One reader of the feed; each message decoded, in the order of arrival. */
class Reader {
  messages = []

  constructor(company, tenant, { user, password }) {
    Object.assign(this, { company, tenant, user, password })
  }

  async open() {
    this.client = await mqtt.connectAsync({
      protocol: 'mqtts', host: '127.0.0.1', port: this.company.feedsPort, protocolVersion: 5, servername: 'localhost', reconnectPeriod: 0,
      username: this.user, password: this.password, ca: readFileSync(path.join(this.company.certificates, 'authority.crt')),
    })
    this.client.on('close', () => { this.closed = true })
    this.client.on('error', () => {})
    this.client.on('message', (topic, bytes) => {
      if (!topic.startsWith('spBv1.0/')) return
      const [, , type, node, device] = topic.split('/')
      this.messages.push({ type, node, device, payload: decodePayload(bytes) })
    })
    await this.client.subscribeAsync(`spBv1.0/${this.tenant}/#`)
    return this
  }

  of = (type) => this.messages.filter((one) => one.type === type)
  value = (message, name) => message.payload.metrics.find((metric) => metric.name === name)?.value
  async next(type, holds = () => true, what = type) {
    return waitFor(what, () => this.of(type).find(holds), 30000)
  }

  /** From the last birth of its node on, each number follows the one before. */
  checkSequence() {
    const first = this.messages.findLastIndex(({ type }) => type === 'NBIRTH')
    check(first >= 0, 'the node was born')
    const numbered = this.messages.slice(first).filter(({ type }) => type !== 'NDEATH' && type !== 'NCMD')
    numbered.forEach(({ payload }, index) => equal(Number(payload.seq), index % 256, 'the number of a message'))
    return numbered.length
  }

  async askBirth(node) {
    this.messages = []
    const metrics = [{ name: 'Node Control/Rebirth', type: 'Boolean', value: true }]
    return this.client.publishAsync(`spBv1.0/${this.tenant}/NCMD/${node}`, Buffer.from(encodePayload({ timestamp: Date.now(), metrics })), { qos: 1 })
  }
}

process.exit(await withCompany(async ({ company, signIn, step }) => {
  let admin, tenant, whole, narrow, van, device
  const make = (input) => admin.post('/api/telemetry-feeds/', input)
  const read = (credential) => new Reader(company, tenant, credential).open()
  const refused = async (credential) => {
    const trouble = await read(credential).then((reader) => reader.client.endAsync(true).then(() => null), (error) => error)
    check(trouble && [134, 135, 5].includes(trouble.code), `the broker refuses it (${trouble?.code ?? 'it did not'})`)
  }

  await step('1', 'a credential is shown once, and only its hash is kept', async () => {
    admin = await signIn('admin')
    const made = await make({ name: 'Whole', positions: true, may_rebirth: true })
    check(made.user.startsWith('feed-') && made.password.length > 30, 'a name and a password')
    const { items } = await admin.get('/api/telemetry-feeds/')
    equal(items.map(({ name }) => name), ['Whole'], 'the list')
    check(!JSON.stringify(items).includes(made.password), 'the password is not told again')
    check(!JSON.stringify(await admin.get(`/api/api-clients/${made.id}/`)).includes(made.password), 'nor by the record')
    const dispatcher = await signIn('dispatcher')
    equal((await dispatcher.call('POST', '/api/telemetry-feeds/', { name: 'x' })).status, 403, 'for administrators alone')
    tenant = company.hub.ready.devices[0].tenant
    whole = await waitFor('the credential to count', () => read(made).catch(() => null))
    whole.id = made.id
  })
  await step('2', 'others, wrong passwords and everything but reading are refused, and that is logged', async () => {
    await refused({ user: whole.user, password: 'guessed' })
    await refused({ user: 'hub', password: '' })
    const { client } = whole
    for (const topic of ['spBv1.0/#', 'spBv1.0/another/#', 'truckroll/1/#', '#', '$SYS/#'])
      equal((await client.subscribeAsync(topic).catch((error) => [{ qos: error.code ?? 135 }]))[0].qos, 135, `subscribing to ${topic}`)
    for (const topic of [`spBv1.0/${tenant}/DDATA/hub/van`, `truckroll/1/${tenant}/00/van/up/op`, `spBv1.0/${tenant}/DCMD/hub/van`]) {
      const trouble = await client.publishAsync(topic, 'x', { qos: 1 }).then(() => null, (error) => error)
      equal(trouble?.code, 135, `publishing on ${topic}`)
    }
    const log = readFileSync(path.join(company.logs, 'broker.log'), 'utf8')
    for (const text of [`refused: ${whole.user} at 127.0.0.1 tried to sign in`, `${whole.user} at 127.0.0.1 tried to subscribe to "spBv1.0/another/#"`, 'tried to publish on'])
      check(log.includes(text), `the log says: ${text}`)
  })
  await step('3', 'births are complete, and come again when they are asked for', async () => {
    company.drive = { speed: 3, skip: 300, begin: 'now', later: true }
    company.gpsdPort = await (await import('../../deploy/local/processes.mjs')).freePort()
    company.startReceiver()
    van = await company.startVan(company.hub.ready.devices[0], 0)
    company.vans.push(van)
    device = van.device.name
    const birth = await whole.next('DBIRTH')
    equal([birth.node, birth.device], ['hub', device], 'node and device')
    equal(birth.payload.metrics.map(({ name }) => name).sort(), [...positions, ...others].sort(), 'what it announces')
    for (const metric of birth.payload.metrics) check(metric.type && metric.timestamp, `${metric.name} has type and time`)
    const before = whole.of('NBIRTH').at(-1)
    await new Promise((resolve) => setTimeout(resolve, 1100))
    await whole.askBirth('hub')
    const again = await whole.next('NBIRTH')
    equal([Number(again.payload.seq), whole.value(again, 'bdSeq').toString()], [0, whole.value(before, 'bdSeq').toString()], 'number and session of the new birth')
    equal(whole.value(again, 'Node Control/Rebirth'), false, 'the control')
    await whole.next('DBIRTH')
  })
  await step('4', 'who is off his shift is not followed; on the way his place, job and board are told', async () => {
    await new Promise((resolve) => setTimeout(resolve, 3000))
    check(!whole.of('DDATA').some((one) => whole.value(one, 'Position/Latitude') != null), 'no place without a shift')
    // features: X-40
    equal((await admin.list('position-reports')).length, 0, 'positions that the hub has of a van that drives off its shift')
    const today = await waitFor('the day to be in the van', async () => {
      const { visits } = await (await fetch(`${van.url}/api/today`)).json()
      return visits.find((visit) => visit.actions?.includes?.('on-my-way') ?? visit.state === 'sent')
    })
    const reply = await fetch(`${van.url}/api/visits/${today.id}/on-my-way`, { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } })
    check(reply.ok, `on my way (HTTP ${reply.status})`)
    const data = await whole.next('DDATA', (one) => whole.value(one, 'Position/Latitude') > 47, 'a position')
    check(data.payload.metrics.every((metric) => positions.includes(metric.name) || others.includes(metric.name)), 'nothing that the birth did not announce')
    await whole.next('DDATA', (one) => whole.value(one, 'Job/WorkOrder'), 'the job')
    await waitFor('some messages', () => whole.messages.length > 8, 40000)
    return { count: whole.checkSequence() }
  })
  await step('B', 'OwnTracks gets the same places where the company wants it', async () => {
    await admin.post('/api/settings/', { key: 'positions.owntracks', value: 'true' })
    let told
    const listen = (topic, bytes) => {
      if (topic === `owntracks/${tenant}/${device}`) told = JSON.parse(bytes)
    }
    whole.client.on('message', listen)
    await whole.client.subscribeAsync(`owntracks/${tenant}/+`)
    await waitFor('a location', () => told, 30000)
    whole.client.off('message', listen)
    equal([told._type, told.tid], ['location', device.slice(-2)], 'what it is')
    check(told.lat > 47 && told.lon > 9 && Math.abs(told.tst - Date.now() / 1000) < 600, `where and when: ${JSON.stringify(told)}`)
  })
  await step('C', 'the van’s day is a file for maps, for who may read positions', async () => {
    const { vehicle } = await admin.record('devices', device)
    const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/Vaduz' })
    const gpx = await waitFor('points', async () => {
      const { body } = await admin.call('GET', `/api/vehicles/${vehicle}/track.gpx?day=${day}`)
      return String(body).includes('<trkpt') && String(body)
    }, 30000)
    check(/^<\?xml[^>]*\?>\n<gpx version="1.1"[^>]*topografix.com\/GPX\/1\/1">\n<trk><name>.*<\/name>\n<trkseg>\n(<trkpt lat="47[.\d]+" lon="9[.\d]+"><time>[^<]+Z<\/time><\/trkpt>\n|<\/trkseg>\n<trkseg>\n)+<\/trkseg>\n<\/trk>\n<\/gpx>\n$/.test(gpx), `GPX 1.1: ${gpx.slice(0, 300)}`)
    const none = await admin.call('GET', `/api/vehicles/${vehicle}/track.gpx?day=2020-01-01`)
    check(none.status === 200 && !String(none.body).includes('<trkpt'), 'another day has none')
    equal((await admin.call('GET', `/api/vehicles/${vehicle}/track.gpx?day=yesterday`)).status, 400, 'a day that is none')
    equal((await (await signIn('technician1')).call('GET', `/api/vehicles/${vehicle}/track.gpx?day=${day}`)).status, 403, 'a technician')
  })
  await step('5', 'what goes out of a van is told, and with it the place and the product', async () => {
    const vehicle = await admin.record('vehicles', (await admin.record('devices', device)).vehicle)
    const [item] = await admin.list('warehouse-items', `warehouse = "${vehicle.warehouse}"`)
    const product = await admin.record('products', item.product)
    const store = (await admin.list('warehouses')).find(({ kind }) => kind === 'customer')
    const reason = await admin.post('/api/reasons/', { use: 'adjust', label: 'Booked for the technician' })
    await admin.post('/api/stock-moves/', { reason: reason.id, product: product.id, from: vehicle.warehouse, to: store.id, quantity: { value: '1', unit: product.unit }, kind: 'use', at: new Date().toISOString() })
    const data = await whole.next('DDATA', (one) => whole.value(one, 'Stock/Move/Product') === product.code, 'the move')
    equal([whole.value(data, 'Stock/Move/Quantity'), whole.value(data, 'Stock/Move/Place'), whole.value(data, 'Stock/Move/Kind')], [-1, store.name, 'use'], 'the move')
  })
  await step('6', 'who is not shown positions has a node of his own without them, and no gap in it', async () => {
    narrow = await make({ name: 'Narrow' })
    const blind = await waitFor('the credential to count', () => read(narrow).catch(() => null))
    const foreign = await blind.askBirth(`${narrow.user}.hub`).then(() => null, (error) => error)
    equal(foreign?.code, 135, 'asking for births without the grant')
    await waitFor('news', () => blind.of('DDATA').length > 0 || blind.of('DBIRTH').length > 0, 90000)
    equal([...new Set(blind.messages.map(({ node }) => node))], [`${narrow.user}.hub`], 'whose messages he gets')
    check(!blind.messages.some(({ payload }) => payload.metrics.some(({ name }) => name.startsWith('Position/'))), 'no positions')
    check(!whole.messages.some(({ node }) => node !== 'hub'), 'the other reader gets nothing of it')
    await blind.client.endAsync(true)
    const elsewhere = await make({ name: 'Other van', positions: true, may_rebirth: true, vehicles: [(await admin.list('vehicles')).find(({ id }) => id !== undefined && id !== null).id] })
    const one = await waitFor('the credential to count', () => read(elsewhere).catch(() => null))
    await waitFor('its node', async () => (await one.askBirth(`${elsewhere.user}.hub`), await new Promise((resolve) => setTimeout(resolve, 1500)), one.of('NBIRTH').length > 0), 30000)
    one.checkSequence()
    await one.client.endAsync(true)
  })
  await step('7', 'the example of the documentation reads the feed', async () => {
    const text = readFileSync(new URL('../../docs/telemetry.md', import.meta.url), 'utf8')
    const command = text.match(/```sh\n(mosquitto_sub .*)\n```/)[1].replace('authority.crt', path.join(company.certificates, 'authority.crt')).replace('broker.example', 'localhost').replace('8885', String(company.feedsPort))
    const made = await make({ name: 'Example', positions: true })
    await waitFor('the credential to count', () => read(made).then(({ client }) => client.endAsync(true).then(() => true), () => null))
    const child = spawn('sh', ['-c', `exec ${command} -C 1 -W 30`], { env: { ...process.env, TELEMETRY_USER: made.user, TELEMETRY_PASSWORD: made.password, TENANT: tenant } })
    let said = ''
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data) => { said += data })
    const code = await new Promise((resolve) => child.once('exit', resolve).once('error', (error) => resolve(error.code)))
    equal(code, 0, `mosquitto_sub ends well (${said.slice(0, 300)})`)
    check(said.startsWith(`spBv1.0/${tenant}/`), `it prints a message: ${said.slice(0, 80)}`)
  })
  await step('8', 'a van that goes dies', async () => {
    await van.program.stop('SIGKILL')
    await waitFor('its death', () => whole.of('DDEATH').some((one) => one.device === device), 120000)
    whole.checkSequence()
  })
  await step('9', 'a hub that is killed dies by its will, and is born with the next number', async () => {
    const born = whole.value(whole.of('NBIRTH').at(-1), 'bdSeq').toString()
    await company.hub.program.stop('SIGKILL')
    const death = await whole.next('NDEATH')
    equal([whole.value(death, 'bdSeq').toString(), death.payload.seq ?? null], [born, null], 'whose death it is')
    whole.messages = []
    await company.startHub()
    await van.boot()
    const birth = await whole.next('NBIRTH')
    equal(Number(whole.value(birth, 'bdSeq').toString()), (Number(born) + 1) % 256, 'the next number')
    await whole.next('DBIRTH')
    whole.checkSequence()
    admin = await signIn('admin')
  })
  await step('A', 'who is revoked is cut off at once, and does not come back; a new password ends the old one', async () => {
    const renewed = await make({ name: 'Renewed', positions: true })
    await waitFor('the credential to count', () => read(renewed).then(({ client }) => client.endAsync(true).then(() => true), () => null))
    const { password } = await admin.post(`/api/telemetry-feeds/${renewed.id}/password/`)
    await waitFor('the new password', () => read({ ...renewed, password }).then(({ client }) => client.endAsync(true).then(() => true), () => null))
    await refused(renewed)
    const begun = performance.now()
    await admin.post(`/api/telemetry-feeds/${whole.id}/revoke/`)
    await waitFor('the end of the session', () => whole.closed, 10000)
    await refused(whole)
    return { seconds: (performance.now() - begun) / 1000, goal: 10 }
  })
}))
