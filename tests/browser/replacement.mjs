// A van's computer is lost: the office revokes it, another one is let in for the same van and is filled from empty; it holds the customers of its own
// jobs alone, and lets go of those it has no more to do with. The lost one erases itself.
//   node tests/browser/replacement.mjs --programs build/sanitize --map build/map
// features: SYNC-08
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'
import { VanApp } from './lib/van.mjs'

const online = (van) => waitFor('the van to be online', async () => (await van.get('/api/status')).sync.online, 30000)
const customersOf = async (van) => (await van.get('/api/customers')).rows.map((row) => row.name).sort()
const cardsOf = async (van) => {
  const today = await van.get('/api/today')
  return [...today.visits, ...today.next]
}

/** What a technician needs of a day: the jobs with place and person, their parts, what was there before, and the van's stock. */
async function dayOf(van) {
  const jobs = {}
  for (const card of await cardsOf(van)) {
    const visit = await van.visit(card.id)
    jobs[card.number] = {
      summary: card.summary, address: card.address, contact: card.contact_name, phone: card.phone,
      planned: visit.parts.planned.map((part) => [part.code, part.quantity]), history: visit.history.length, papers: visit.available_papers.length,
    }
  }
  const stock = (await van.get('/api/stock')).items.map((item) => [item.code, item.on_hand])
  return { jobs, stock, customers: await customersOf(van) }
}

async function open(stage) {
  stage.admin = await new HubClient(stage.company.hub.url).signIn('admin@demo.example', demoPassword)
  stage.lost = stage.company.vans[0]
  stage.van = await stage.vanPage('lost', 0)
  await waitFor('the day to be there', async () => (await cardsOf(stage.van)).length > 0, 30000)
  stage.branchCustomers = await customersOf(stage.van)
  equal(stage.branchCustomers.length, (await stage.admin.list('accounts')).length, 'a van holds the customers of its branch')
}

async function narrow(stage) {
  const { admin, van } = stage
  await admin.post('/api/settings/', { key: 'van.customer_scope', value: '"assigned"' })
  const mine = new Set((await cardsOf(van)).map((card) => card.account_name))
  await waitFor('the van to let go of all others', async () => (await customersOf(van)).length < stage.branchCustomers.length, 60000)
  await waitFor('those of its jobs to be left', async () => (await customersOf(van)).every((name) => mine.has(name)), 30000)
  equal(await customersOf(van), [...mine].sort(), 'the customers of its jobs')
  stage.before = await dayOf(van)
  check(Object.values(stage.before.jobs).some((job) => job.history > 0), 'what was done at its sites before is there still')
}

/** Stolen with its power off: it hears nothing of what follows. */
async function replace(stage) {
  const { admin, company, lost } = stage
  await lost.program.stop('SIGKILL')
  const [device] = await admin.list('devices', `serial = "${lost.device.serial}"`)
  await admin.post(`/api/devices/${device.id}/revoke/`, { lost: 99 }) // whatever it said last
  const made = await admin.post('/api/devices/', { serial: 'BOX-0002', vehicle: device.vehicle })
  const { code } = await admin.post(`/api/devices/${made.id}/enroll/`, {})
  const known = await company.startUnknownVan('box')
  stage.pages.van = await stage.browser.page('van', { width: 1280, height: 800 }, { hasTouch: true })
  const van = stage.van = new VanApp(stage.pages.van, known)
  await van.go()
  await van.at('enrol-hub').fill(company.hub.url)
  await van.at('enrol-code').fill(code)
  await van.at('enrol-go').click()
  await van.at('nav-today').waitFor()
  await online(van)
}

async function filled({ van, before }) {
  await waitFor('all to be there', async () => JSON.stringify(await dayOf(van)) === JSON.stringify(before), 30000).catch(() => undefined)
  const now = await dayOf(van)
  for (const part of ['customers', 'stock', 'jobs']) equal(now[part], before[part], `${part} are those of before`)
}

/** A job goes to a colleague: job and customer leave the van, unless it has another one there. */
async function give(stage) {
  const { van, admin } = stage
  const cards = await cardsOf(van)
  const only = cards.find((one) => cards.filter((other) => other.account_name === one.account_name).length === 1 && one.state === 'sent')
  check(only, `a job of a customer who has one: ${cards.map((card) => [card.state, card.account_name])}`)
  const { technicians } = await stage.hub.get('/api/dispatch/')
  const me = (await van.get('/api/status')).technician.id
  const other = technicians.find((one) => one.id !== me)
  const later = new Date(Date.now() + 6 * 86400e3).toISOString().slice(0, 11) + '09:00:00Z'
  const end = later.replace('09:00', '10:00')
  await admin.post(`/api/scheduled-events/${only.id}/move/`, { technician: other.id, start: later, end, accept_shortage: true })
  await waitFor('the job to leave the van', async () => (await van.has(only.id)) === 0, 60000)
  await waitFor('its customer to leave, too', async () => !(await customersOf(van)).includes(only.account_name), 60000)
}

async function comeBack({ company, lost }) {
  await company.bootVan(lost)
  await waitFor('the lost computer to have erased itself', () => !lost.program.running, 60000)
  const store = path.join(lost.folder, 'store')
  const left = existsSync(store) ? readdirSync(store).filter((name) => /\.mdb$|blobs/.test(name)) : []
  equal(left, [], 'nothing of what it held is left')
}

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'the van holds its branch', open)
  await run('2', 'it is to hold the customers of its jobs alone', narrow, '1')
  await run('3', 'its computer is lost; another one is let in', replace, '2')
  await run('4', 'that is filled from empty', filled, '3')
  await run('5', 'a job that goes to a colleague takes its customer along', give, '4')
  await run('6', 'the lost one comes back, and erases itself', comeBack, '3')
}))
