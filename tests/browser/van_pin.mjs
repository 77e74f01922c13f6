// Who works in the van: signing on with a PIN without network, the lock, and a crew that takes turns.
//   node tests/browser/van_pin.mjs --programs build/sanitize --map build/map
import { waitFor } from '../../deploy/local/processes.mjs'
import { demoPassword } from '../../deploy/local/company.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

const mine = '4719'
const colleagues = '8205'

async function type(van, pin) {
  for (const digit of pin) await van.at(`pin-${digit}`).click()
  await van.at('pin-done').click()
}

/** As the page may see it; the agent tells a request without its cookie less. */
const status = (van) => van.page.evaluate(async () => (await fetch('/api/status')).json())

async function withoutPin(stage) {
  stage.van = await stage.vanPage('van', 0)
  const { van, ids, hub } = stage
  const { visits } = await hub.get('/api/dispatch/')
  ids.visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
  await waitFor('the van to have the visit', async () => (await van.has(ids.visit)) === 1)
  const seen = await status(van)
  equal(seen.screen, 'open', 'without a PIN the driver works at once')
  ids.me = seen.technician.id
  const people = (await van.get('/api/crew')).people
  ids.other = people.find((one) => one.id !== ids.me).id
  stage.names = Object.fromEntries(people.map((one) => [one.id, one.name]))
  equal(people[0].id, ids.me, 'the driver stands first')
}

async function setPin({ hub, company, van, ids, names }) {
  const office = await new HubClient(company.hub.url).signIn('dispatcher@demo.example', demoPassword)
  await office.post(`/api/technicians/${ids.me}/set-pin/`, { pin: mine })
  await office.post(`/api/technicians/${ids.other}/set-pin/`, { pin: colleagues })
  check(!JSON.stringify(await hub.record('technicians', ids.me)).includes('scrypt'), 'the office never sees it again')
  await van.at('sign-on').waitFor()
  await van.at(`person-${ids.me}`).filter({ hasText: names[ids.me] }).waitFor()
  equal(await van.at('nav-today').isVisible(), false, 'nothing of the day is seen')
  const reply = await fetch(`${van.van.url}/api/today`)
  equal(reply.status, 401, 'nor told')
}

async function signOn({ van, ids, shot }) {
  van.van.link.cut()
  await waitFor('the van to notice', async () => !(await van.get('/api/status')).sync.online, 30000)
  await shot('sign-on', van.page)
  await van.at(`person-${ids.me}`).click()
  await type(van, '1111')
  await van.at('pin-error').waitFor()
  await shot('sign-on-wrong', van.page)
  // By keyboard too: the field has the focus. Quicker keys are the scanner's.
  await van.page.keyboard.type(mine, { delay: 90 })
  await van.page.keyboard.press('Enter')
  await van.at('sign-on').waitFor({ state: 'detached' })
  equal((await status(van)).technician.id, ids.me, 'he is at the screen')
}

async function lock({ van, ids, shot }) {
  await van.job(ids.visit, 'notes')
  await van.at('note-text').fill('Half a sentence')
  await van.page.evaluate(() => fetch('/api/lock', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }))
  await van.at('locked').waitFor()
  await van.at('gate-clock').waitFor()
  await van.at('gate-saved').waitFor()
  equal(await van.at('note-text').isVisible(), false, 'what is below is not seen')
  const seen = await status(van)
  equal([seen.screen, seen.technician, seen.crew.length].join(), 'locked,,0', 'the status of a locked screen')
  await shot('locked', van.page)
  await type(van, mine)
  await van.at('locked').waitFor({ state: 'detached' })
  equal(await van.at('note-text').inputValue(), 'Half a sentence', 'what was typed is still there')
}

async function takeTurns({ van, ids, names, shot }) {
  await van.go('#/me')
  await van.at('crew-switch').click()
  await van.at(`person-${ids.other}`).click()
  await type(van, colleagues)
  await van.at(`crew-${ids.other}`).filter({ hasText: 'at the screen' }).waitFor()
  await shot('crew', van.page)
  equal((await status(van)).crew.map((one) => one.id).join(), `${ids.me},${ids.other}`, 'both are signed on')
  await van.at('crew-switch').click()
  await van.at(`person-${ids.me}`).click()
  await type(van, mine)
  await van.at(`crew-${ids.me}`).filter({ hasText: 'at the screen' }).waitFor()
  await van.job(ids.visit, 'notes')
  await van.at('note-text').fill(`Written by ${names[ids.me]}`)
  await van.at('note-save').click()
  await van.at('notes').getByText('Written by').waitFor()
}

async function arriveAtHub({ van, hub, ids }) {
  van.van.link.restore()
  const days = await waitFor('both sign-ons at the hub', async () => {
    const found = (await hub.list('field-days', '')).filter((one) => one.sign_ons?.length)
    return found.length === 2 ? found : null
  }, 60000)
  equal(days.map((one) => one.technician).sort().join(), [ids.me, ids.other].sort().join(), 'who signed on')
  equal((await van.get('/api/status')).sync.refused, 0, 'nothing was refused')
}

async function changePin({ van, ids, shot }) {
  await van.go('#/me')
  await van.at('crew-pin').click()
  for (const pin of [mine, '90210', '90210']) await type(van, pin)
  await van.at('pin-sheet').waitFor({ state: 'detached' })
  await van.at('crew-lock').click()
  await van.at('locked').waitFor()
  await van.at(`person-${ids.me}`).click()
  await type(van, '90210')
  await van.at('locked').waitFor({ state: 'detached' })
  await van.at('crew-leave').click()
  await van.at('locked').waitFor()
  await shot('left', van.page)
}

async function look({ van, shot }) {
  for (const [name, size] of [['small', { width: 360, height: 740 }], ['kiosk', { width: 1280, height: 800 }]]) {
    await van.page.setViewportSize(size)
    await van.at('pin-done').waitFor()
    const { wide, low } = await van.page.evaluate(() => ({
      wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
      low: Math.min(...[...document.querySelectorAll('.gate button')].map((one) => one.getBoundingClientRect().height)),
    }))
    check(wide <= 0, `${name}: nothing hangs over the edge (${wide} px)`)
    check(low >= 56, `${name}: every key is 56 px high (${low} px)`)
    await shot(`lock-${name}`, van.page)
  }
}

// features: EDGE-14
process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'without a PIN the driver works as he always did', withoutPin)
  await run('2', 'once the office has set PINs, the van asks who works in it', setPin, '1')
  await run('3', 'a technician signs on without network, after a wrong PIN', signOn, '2')
  await run('4', 'the screen is locked and opened again, and what was typed is there', lock, '3')
  await run('5', 'a crew takes turns', takeTurns, '4')
  await run('6', 'the hub hears who signed on', arriveAtHub, '5')
  await run('7', 'he changes his PIN, locks, opens, and signs off', changePin, '6')
  await run('8', 'on small and large screens nothing hangs over, and keys are large', look, '7')
}))
