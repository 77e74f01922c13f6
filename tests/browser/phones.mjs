// The van as the server of the crew's phones: two phones that trust it are paired, each with its own person, without network.
//   node tests/browser/phones.mjs --programs build/sanitize --map build/map
import { X509Certificate } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import tls from 'node:tls'
import { freePort, waitFor } from '../../deploy/local/processes.mjs'
import { demoPassword } from '../../deploy/local/company.mjs'
import { Browser } from './lib/browser.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'
import { VanApp } from './lib/van.mjs'

const pins = { me: '4719', other: '8205' }
const phoneSize = { width: 360, height: 740 }

async function type(app, pin) {
  for (const digit of pin) await app.at(`pin-${digit}`).click()
  await app.at('pin-done').click()
}

const signOn = async (app, person, pin) => {
  await app.at(`person-${person}`).click()
  await type(app, pin)
}

const ask = (app, path) => app.page.evaluate(async (to) => (await fetch(to)).json(), path)

async function prepare(stage) {
  const { ids, hub, company } = stage
  const [van] = company.vans
  stage.port = await freePort()
  stage.help = await freePort()
  appendFileSync(van.config, `\n[phones]\nlisten = 127.0.0.1:${stage.port}\nhelp_port = ${stage.help}\n`)
  await van.kill()
  await van.boot()
  stage.van = await stage.vanPage('van', 0)
  const { visits } = await hub.get('/api/dispatch/')
  ids.visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
  await waitFor('the van to have the visit', async () => (await stage.van.has(ids.visit)) === 1)
  ids.me = (await stage.van.get('/api/status')).technician.id
  ids.other = (await stage.van.get('/api/crew')).people.find((one) => one.id !== ids.me).id
}

const connect = (options) => new Promise((resolve) => {
  const socket = tls.connect({ rejectUnauthorized: false, ...options }, () => {
    const certificate = new X509Certificate(socket.getPeerCertificate(true).raw)
    resolve({ authorized: socket.authorized, why: socket.authorizationError, certificate })
    socket.destroy()
  })
})

async function trust(stage) {
  const page = await (await fetch(`http://127.0.0.1:${stage.help}/`)).text()
  stage.authority = await (await fetch(`http://127.0.0.1:${stage.help}/truckroll-van.crt`)).text()
  const authority = new X509Certificate(stage.authority)
  const { fingerprint, help_url } = await stage.van.get('/api/phones')
  equal(authority.fingerprint256.replaceAll(':', '').toLowerCase(), fingerprint, 'the fingerprint on the van\'s screen')
  check(page.replaceAll(' ', '').toLowerCase().includes(fingerprint), 'and on the page')
  equal(help_url, `http://127.0.0.1:${stage.help}/`, 'where the page is')
  equal((await fetch(`http://127.0.0.1:${stage.help}/api/status`)).status, 404, 'nothing of the van without TLS')
  const at = { host: '127.0.0.1', port: stage.port }
  const { authorized, why, certificate } = await connect({ ...at, ca: stage.authority })
  check(authorized, `who trusts the authority trusts the van (${why})`)
  equal((await connect(at)).authorized, false, 'nobody else does')
  check(certificate.checkIP('127.0.0.1'), 'the certificate is for the address')
  check(/DNS:van-[a-z0-9-]+\.local/.test(certificate.subjectAltName), `and for a name (${certificate.subjectAltName})`)
  const days = (new Date(certificate.validTo) - new Date(certificate.validFrom)) / 86_400_000
  check(days <= 398, `phones accept its ${days} days`)
}

async function withoutPins({ van }) {
  const reply = await ask(van, '/api/phones')
  check(reply.pins_missing, 'no phone without PINs')
  await van.go('#/me')
  await van.at('phones-pins').waitFor()
  equal(await van.at('phones-pair').getAttribute('aria-disabled'), 'true', 'and no code')
}

async function openPhone(stage, name, address) {
  const page = await stage.browsers.page(name, phoneSize, { hasTouch: true, isMobile: true })
  stage.pages[name] = page
  const app = new VanApp(page, { url: `https://127.0.0.1:${stage.port}` })
  await page.goto(address ?? app.van.url)
  return app
}

async function setPins(stage) {
  const { company, ids, van } = stage
  const office = await new HubClient(company.hub.url).signIn('dispatcher@demo.example', demoPassword)
  await office.post(`/api/technicians/${ids.me}/set-pin/`, { pin: pins.me })
  await office.post(`/api/technicians/${ids.other}/set-pin/`, { pin: pins.other })
  await van.at('sign-on').waitFor()
  await signOn(van, ids.me, pins.me)
  await van.at('sign-on').waitFor({ state: 'detached' })
  stage.browsers = await new Browser().open({ authority: stage.authority, camera: true })
}

/** By the link that the van's QR code holds, as the phone's camera opens it. */
async function pair(stage, name, called) {
  const { van, shot } = stage
  await van.go('#/me')
  const offered = van.page.waitForResponse((reply) => reply.url().endsWith('/api/phones/code'))
  await van.at('phones-pair').click()
  const { link, code } = await (await offered).json()
  await van.at('pair-code').filter({ hasText: code }).waitFor()
  for (const code of await van.at('qr-code').all()) check((await code.boundingBox()).width >= 180, 'a camera reads the picture')
  await shot(`pair-${name}`, van.page)
  const phone = await openPhone(stage, name, link)
  await phone.at('pairing').waitFor()
  equal(phone.page.url(), `${phone.van.url}/`, 'the code is out of the address at once')
  equal(await phone.at('pairing-code').inputValue(), code, 'and typed')
  await phone.at('pairing-name').fill(called)
  await shot(`pairing-${name}`, phone.page)
  await phone.at('pairing-go').click()
  await phone.at('sign-on').waitFor()
  await van.at('pair-sheet').waitFor({ state: 'detached' })
  await van.at('phones').getByText(called).waitFor()
  return phone
}

async function stranger(stage) {
  const phone = await openPhone(stage, 'stranger')
  await phone.at('pairing').waitFor()
  equal((await ask(phone, '/api/today')).code, 'unpaired', 'what it is told')
  await phone.at('pairing-code').fill('abcd 2345')
  await phone.at('pairing-name').fill('Somebody')
  await phone.at('pairing-go').click()
  await phone.at('refusal').waitFor()
  await stage.shot('stranger', phone.page)
  await phone.page.context().close()
  delete stage.pages.stranger
}

async function pairBoth(stage) {
  const { ids, van, shot } = stage
  van.van.link.cut()
  await waitFor('the van to be without network', async () => !(await ask(van, '/api/status')).sync.online, 30000)
  stage.mine = await pair(stage, 'mine', 'Phone of the first')
  await shot('phone-sign-on', stage.mine.page)
  await signOn(stage.mine, ids.me, pins.me)
  await stage.mine.at(`visit-${ids.visit}`).or(stage.mine.at('next-card')).first().waitFor()
  stage.theirs = await pair(stage, 'theirs', 'Phone of the second')
  await signOn(stage.theirs, ids.other, pins.other)
  await stage.theirs.at('sign-on').waitFor({ state: 'detached' })
  const who = async (app) => (await ask(app, '/api/status')).technician.id
  equal([await who(stage.mine), await who(stage.theirs), await who(van)].join(), [ids.me, ids.other, ids.me].join(), 'each has its own person')
}

async function look({ mine, shot, ids }) {
  check(await mine.page.evaluate(() => window.isSecureContext), 'the phone lets the app use its camera')
  const manifest = await mine.page.evaluate(async () => (await fetch(document.querySelector('link[rel=manifest]').href)).json())
  equal(manifest.display, 'standalone', 'it can be installed')
  for (const [name, place] of [['today', '#/'], ['job', `#/job/${ids.visit}`], ['stock', '#/stock'], ['me', '#/me']]) {
    await mine.page.evaluate((to) => { location.hash = to }, place)
    await mine.at('nav-today').waitFor()
    await mine.page.waitForTimeout(400)
    const wide = await mine.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    check(wide <= 0, `${name}: nothing hangs over the edge (${wide} px)`)
    await shot(`phone-${name}`, mine.page)
  }
  equal(await mine.at('phones').count(), 0, 'phones are paired at the van\'s own screen alone')
}

/** How long after the press on one phone the other shows it. */
async function shareStock({ mine, theirs, van }) {
  for (const app of [mine, theirs, van]) await app.page.evaluate(() => { location.hash = '#/stock' })
  const [item] = (await ask(theirs, '/api/stock')).items
  const more = Number(item.on_hand) + 7
  const shows = (app) => app.at(`stock-${item.code}`).filter({ hasText: new RegExp(`(^|\\D)${more}(\\D|$)`) })
  await theirs.at('stock-receive').click()
  await theirs.at('move-code').fill(item.code)
  await theirs.at('move-quantity').fill('7')
  const answered = theirs.page.waitForResponse((reply) => reply.url().endsWith('/api/stock/receive'))
  await theirs.at('move-save').click()
  equal((await answered).status(), 201, 'received')
  const begun = performance.now()
  await Promise.all([shows(mine).waitFor(), shows(van).waitFor(), shows(theirs).waitFor()])
  return { seconds: (performance.now() - begun) / 1000, goal: 1 }
}

async function shareSchedule({ mine, van, ids }) {
  await van.job(ids.visit)
  await mine.job(ids.visit)
  await van.at('action-accept').or(van.at('action-on-my-way')).first().waitFor()
  const action = await mine.at('action-accept').count() ? 'accept' : 'on-my-way'
  await mine.press(action)
  const begun = performance.now()
  await van.at(`action-${action}`).waitFor({ state: 'detached' })
  return { seconds: (performance.now() - begun) / 1000, goal: 1 }
}

async function photo({ mine, ids, shot }) {
  await mine.job(ids.visit, 'photos')
  await mine.at('photo-camera').click()
  await mine.page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0)
  await mine.at('shoot').click()
  await mine.at('photo-preview').waitFor()
  await mine.at('photo-save').click()
  await mine.at('gallery').locator('img').first().waitFor()
  await shot('phone-photo', mine.page)
}

async function arriveAtHub({ van, hub, ids }) {
  const signedOn = async () => (await hub.list('field-days', '')).filter((one) => one.technician === ids.other && one.sign_ons?.length)
  equal((await signedOn()).length, 0, 'without network it has not')
  van.van.link.restore()
  await waitFor('the sign-on at the hub', async () => (await signedOn()).length === 1, 60000)
  await waitFor('all of it at the hub', async () => (await ask(van, '/api/status')).sync.waiting === 0, 60000)
  equal((await ask(van, '/api/status')).sync.refused, 0, 'nothing was refused')
}

async function remove({ van, theirs, mine, shot }) {
  await van.go('#/me')
  await shot('phones', van.page)
  await van.at('phones').locator('li', { hasText: 'Phone of the second' }).getByRole('button').click()
  await van.at('phone-remove').click()
  await theirs.at('pairing').waitFor()
  await shot('phone-removed', theirs.page)
  equal((await ask(theirs, '/api/today')).code, 'unpaired', 'it is told nothing more')
  equal((await ask(mine, '/api/status')).screen, 'open', 'the other works on')
}

// features: X-37
process.exit(await perform({ vans: 1 }, async (stage, run) => {
  try {
    await run('1', 'the van serves phones on its Wi-Fi', prepare)
    await run('2', 'a phone that installs the van\'s authority trusts the van, and nobody else', trust, '1')
    await run('3', 'without PINs no phone is paired', withoutPins, '1')
    await run('4', 'the office sets PINs, a technician is at the screen', setPins, '2')
    await run('5', 'a stranger sees the way in and nothing else', stranger, '4')
    await run('6', 'without network two phones are paired, each with its own person', pairBoth, '4')
    await run('7', 'the app fits a phone', look, '6')
    await run('8', 'what one phone books the others show', shareStock, '6')
    await run('14', 'what one phone reports the van shows', shareSchedule, '6')
    await run('10', 'a photo is taken with the phone\'s camera', photo, '6')
    await run('11', 'the hub hears who signed on', arriveAtHub, '6')
    await run('12', 'a phone is removed', remove, '6')
    await run('13', 'no phone complained', async () => {
      if (stage.browsers.complaints.length) throw new Error(stage.browsers.complaints.join('\n'))
    }, '6')
  } finally {
    await stage.browsers?.close()
  }
}))
