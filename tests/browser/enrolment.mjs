// A computer out of its box becomes a van's: a code of the office, typed and scanned; killed, let in again, revoked.
//   node tests/browser/enrolment.mjs --programs build/sanitize --map build/map
// features: SYNC-01 SYNC-07 SYNC-08 EDGE-14 X-37
import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { freePort, waitFor } from '../../deploy/local/processes.mjs'
import { accessible } from './lib/axe.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'
import { VanApp } from './lib/van.mjs'

const online = (van) => waitFor('the van to be online', async () => (await van.get('/api/status')).sync.online, 30000)

/** Presses an action of the device's page, wherever its button stands, and confirms what is asked. */
async function act({ office, ids }, action) {
  await office.go(`/records/devices/${ids.device}`)
  const button = office.at(`action-${action}`)
  await button.or(office.at('more-actions')).first().waitFor()
  if (!(await button.isVisible())) await office.at('more-actions').click()
  await button.click()
}

/** The code as the office's dialog shows it after that action. */
async function codeOf(stage, action) {
  const { office } = stage
  await act(stage, action)
  await office.at('qr-code').waitFor()
  const code = await office.at('answer-code').innerText()
  await stage.shot(`enrolment-office-${action}`, office.page)
  return code
}

async function makeDevice(stage) {
  stage.office = await stage.officePage('office', undefined, { login: 'admin@demo.example' })
  const { technicians } = await stage.hub.get('/api/dispatch/')
  const technician = await stage.hub.record('technicians', technicians[0].id)
  stage.ids.technician = technician.id
  const { plate } = await stage.hub.record('vehicles', technician.vehicle)
  stage.ids.device = await stage.office.create('devices', { serial: 'BOX-0001', vehicle: { pick: plate } })
}

async function typeCode(stage) {
  const { company } = stage
  const known = await company.startUnknownVan('box')
  stage.pages.van = await stage.browser.page('van', { width: 1280, height: 800 }, { hasTouch: true })
  const van = stage.van = new VanApp(stage.pages.van, known)
  await van.go()
  await van.at('enrol').waitFor()
  const status = await fetch(`${known.url}/api/status`)
  equal([status.status, (await status.json()).code], [409, 'not_enrolled'], 'nothing but the way in is there')
  await accessible(van.page, 'enrolment')
  await stage.shot('enrolment-van', van.page)
  await van.page.setViewportSize({ width: 360, height: 740 })
  await stage.shot('enrolment-van-360', van.page)
  await van.page.setViewportSize({ width: 1280, height: 800 })

  await van.at('enrol-hub').fill(company.hub.url)
  await van.at('enrol-code').fill('aaaaa aaaaa')
  equal(await van.at('enrol-code').inputValue(), 'AAAAA-AAAAA', 'a code is put in order as it is typed')
  await van.at('enrol-go').click()
  await van.at('refusal').waitFor()
  check((await van.at('refusal').innerText()).includes('wrong'), 'a wrong code is told')
  equal(await van.at('enrol-hub').inputValue(), company.hub.url, 'and what was typed is still there')

  await van.at('enrol-code').fill(await codeOf(stage, 'enroll'))
  await van.at('enrol-go').click()
  await van.at('nav-today').waitFor()
  await online(van)
  await waitFor('the day to be there', async () => (await van.get('/api/today')).visits.length > 0, 30000)
  equal((await van.get('/api/status')).technician.id, stage.ids.technician, 'the van is that of its technician')
}

/** Larger than the broker's messages: it goes over HTTPS, with the key that the computer made. */
async function sendPhoto({ van, hub, office, company }) {
  const [visit] = (await van.get('/api/today')).visits
  const picture = await office.page.screenshot({ type: 'jpeg', quality: 95 })
  const reply = await fetch(`${van.van.url}/api/visits/${visit.id}/photos`, { method: 'POST', body: picture, headers: { 'Content-Type': 'image/jpeg' } })
  const { sha256 } = await reply.json()
  check(picture.length > 65536, 'the photo is a large one')
  await waitFor('the photo to be at the hub', async () => (await hub.call('GET', `/api/blobs/${sha256}/`)).status === 200, 30000)
  const log = readFileSync(path.join(company.logs, `${van.van.device.serial}.log`), 'utf8')
  check(!log.includes('files are tried again'), 'at the first attempt')
  equal((await van.get('/api/transfer')).held_back, 0, 'nothing is held back')
}

/** A file of the office's at the job. */
async function attach({ hub }, job, name, bytes, mime) {
  const reply = await fetch(`${hub.url}/api/blobs/`, { method: 'POST', body: bytes, headers: { Cookie: hub.cookie, 'X-CSRF': hub.session.csrf, 'Content-Type': mime } })
  const { sha256, size } = await reply.json()
  const version = { number: 1, blob: sha256, size, mime, at: new Date().toISOString() }
  return hub.post('/api/attachments/', { name, kind: 'document', about: { type: 'field.WorkOrder', id: job }, versions: [version] })
}

/** A manual is there before somebody asks for it; what is too large for that comes by a press. */
async function readFiles(stage) {
  const { van, hub } = stage
  const [visit] = (await van.get('/api/today')).visits
  const { work_order: job } = await hub.record('scheduled-events', visit.id)
  const manual = await attach(stage, job, 'Manual.pdf', readFileSync('tests/pdf/data/form-1040.pdf'), 'application/pdf')
  const large = await attach(stage, job, 'Film.bin', Buffer.alloc(21 << 20, 7), 'application/octet-stream')
  const file = async ({ id }) => (await van.visit(visit.id)).documents.find((one) => one.id === id)
  await waitFor('the manual to be in the van', async () => (await file(manual))?.here, 60000)
  await van.job(visit.id, 'papers')
  await van.at(`document-${manual.id}`).click()
  await van.at('paper-page-2').waitFor()
  await waitFor('its page to be drawn', () => van.page.evaluate(() => document.querySelector('[data-testid=paper-page-1]').naturalWidth > 500))
  await stage.shot('van-document', van.page)
  check(!(await file(large)).here, 'what is large does not come by itself')
  await van.job(visit.id, 'papers')
  await stage.shot('van-documents', van.page)
  await van.at(`document-${large.id}`).click()
  await van.at('file-missing').waitFor()
  await van.page.setViewportSize({ width: 360, height: 740 })
  await accessible(van.page, 'a file that is not here')
  await stage.shot('van-document-missing-360', van.page)
  await van.page.setViewportSize({ width: 1280, height: 800 })
  await van.at('file-missing').getByRole('button').click()
  await van.at('document-other').waitFor({ timeout: 120000 })
  check((await file(large)).here, 'it is there after the press')
}

async function killAndBoot({ van }) {
  await van.van.program.stop('SIGKILL')
  const today = await van.get('/api/today').catch(() => null)
  equal(today, null, 'it is gone')
}

async function bootAgain(stage) {
  await killAndBoot(stage)
  appendFileSync(stage.van.van.config, `\n[phones]\nlisten = 127.0.0.1:${await freePort()}\nhelp_port = 0\n`)
  await stage.company.bootVan(stage.van.van)
  await online(stage.van)
  equal((await stage.van.get('/api/enrolment')).state, 'holds', 'it needs no code')
  check((await stage.van.get('/api/phones')).url, 'it serves the crew\'s phones')
  check(existsSync(path.join(stage.van.van.folder, 'store/identity/phones-authority.pem')), 'with an authority of its own')
}

/** Scanned, as its certificate might have ended: what was done in between is not lost. */
async function letInAgain(stage) {
  const { van, hub, ids, company } = stage
  const [visit] = (await van.get('/api/today')).visits
  await company.broker.stop('SIGKILL')
  await waitFor('the van to know that it is alone', async () => !(await van.get('/api/status')).sync.online)
  equal((await van.post(`/api/visits/${visit.id}/notes`, { text: 'Key at reception' })).status, 201, 'a note is saved')
  const before = await hub.record('devices', ids.device)
  await van.go('#/enrol')
  await van.at('enrol-until').waitFor()
  const code = await codeOf(stage, 're-enroll')
  await van.page.bringToFront()
  await van.scan(`truckroll:enrol?hub=${encodeURIComponent(company.hub.url)}&code=${code}`)
  await van.at('me-certificate').waitFor()
  await company.restartBroker()
  await online(van)
  await waitFor('the note to arrive', async () => (await van.get('/api/sync')).waiting === 0, 30000)
  const after = await hub.record('devices', ids.device)
  equal(after.epoch, before.epoch, 'it goes on where it was')
  equal(after.certificates.map((one) => Boolean(one.revoked)), [true, false], 'the certificate of before has ended')
  equal((await van.get('/api/sync')).refused ?? 0, 0, 'nothing was refused')
}

async function revoke(stage) {
  const { van, office, company } = stage
  await act(stage, 'revoke')
  await office.at('confirm-revoke').click()
  await waitFor('the van to have erased itself', () => !van.van.program.running, 30000)
  const { code } = await van.van.program.exited
  equal(code, 0, 'it ended by itself')
  check(!existsSync(path.join(van.van.folder, 'store/identity/identity.pem')), 'its key is gone')
  for (const file of ['phones-authority.pem', 'phones.pem']) check(!existsSync(path.join(van.van.folder, 'store/identity', file)), `${file} is gone`)
  await company.bootVan(van.van)
  await van.go()
  await van.at('enrol').waitFor()
}

process.exitCode = await perform({ vans: 0 }, async (stage, step) => {
  await step('1', 'the office makes a device for a van', makeDevice)
  await step('2', 'a computer out of its box is let in by a typed code', typeCode, '1')
  await step('2b', 'a large photo goes over HTTPS', sendPhoto, '2')
  await step('2c', 'files of the office are read in the van', readFiles, '2')
  await step('3', 'killed, it is the same van', bootAgain, '2')
  await step('4', 'it is let in again by a scanned code, and keeps what it holds', letInAgain, '3')
  await step('5', 'revoked, it erases itself and asks for a code', revoke, '4')
})
