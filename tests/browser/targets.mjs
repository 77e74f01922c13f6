// Wet gloves: whatever the van's app offers to press or fill in is 56 px wide and high, on the van's screen and on a phone.
//   node tests/browser/targets.mjs --programs build/sanitize --map build/map
import { waitFor } from '../../deploy/local/processes.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

const least = 56
const screens = { screen: { width: 1280, height: 800 }, phone: { width: 360, height: 740 } }

process.exit(await perform({ vans: 1, drive: { speed: 3, skip: 300, begin: 'now' } }, async (stage, run) => {
  await run('1', 'the van has its jobs', open)
  await run('2', 'today, stock, sync, me', tabs, '1')
  await run('3', 'a job before its work: reasons, map, what completing needs first', before, '2')
  await run('4', 'checklist, parts, photos, time, notes with keyboard', work, '3')
  await run('5', 'customers, quotes, bill and payment', selling, '4')
  await run('6', 'paper, signature, completing, the job that is over', finish, '5')
}))

async function open(stage) {
  const { hub, ids } = stage
  const { visits } = await hub.get('/api/dispatch/')
  ids.visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
  stage.van = await stage.vanPage('van', 0, { hasTouch: true })
  await waitFor('the van to have the visit', async () => (await stage.van.has(ids.visit)) === 1)
  await stage.van.at('next-card').waitFor()
}

async function tabs(stage) {
  const { van } = stage
  await van.at('coming-list').waitFor()
  await measure(stage, 'today')
  await van.at('nav-stock').click()
  await van.at('stock-receive').waitFor()
  await measure(stage, 'stock')
  await van.at('stock-receive').click()
  await van.at('move-code').waitFor()
  await measure(stage, 'stock-receive')
  await van.at('sheet-close').click()
  await van.at('nav-sync').click()
  await van.at('sync-online').waitFor()
  await measure(stage, 'sync')
  await van.at('nav-me').click()
  await van.at('me-look').waitFor()
  await measure(stage, 'me')
}

async function before(stage) {
  const { van, ids } = stage
  await van.job(ids.visit)
  await van.at('action-decline').click()
  await van.at('reason-sheet').waitFor()
  await measure(stage, 'reasons')
  await van.at('sheet-close').click()
  await van.at('reason-sheet').waitFor({ state: 'detached' })
  await measure(stage, 'job')
  await van.job(ids.visit, 'map')
  await van.at('navigate').waitFor()
  await van.at(`marker-${ids.visit}`).waitFor()
  await van.at('marker-van').waitFor()
  await measure(stage, 'map')
  await van.job(ids.visit, 'complete')
  await van.at('complete-first').waitFor()
  await measure(stage, 'complete-first')
}

async function work(stage) {
  const { van, ids } = stage
  for (const [action, state] of [['accept', 'accepted'], ['on-my-way', 'on_my_way'], ['arrive', 'on_site'], ['start', 'on_site']]) await van.move(ids.visit, action, state)
  await van.at('tile-checklist').waitFor()
  await measure(stage, 'job-on-site')
  await van.job(ids.visit, 'checklist')
  await van.at('checklist-check').click()
  await van.at('checklist-missing').waitFor()
  await measure(stage, 'checklist')
  await van.job(ids.visit, 'parts')
  await van.scan('9999999999999')
  await van.at('unknown-code').waitFor()
  await measure(stage, 'unknown-code')
  await van.at('booking-close').click()
  await van.scan('7610000001001')
  await van.at('part-FLT-100').waitFor()
  await measure(stage, 'parts')
  await van.at('return-FLT-100').click()
  await measure(stage, 'parts-return')
  await van.job(ids.visit, 'photos')
  await van.at('photo-file').setInputFiles({ name: 'boiler.png', mimeType: 'image/png', buffer: await van.page.screenshot() })
  await van.at('photo-note').waitFor()
  await measure(stage, 'photo')
  await van.at('photo-save').click()
  await van.at('gallery').locator('li').waitFor()
  await measure(stage, 'photos')
  await van.job(ids.visit, 'time')
  await van.at('time-start-labour').click()
  await van.at('time-stop').waitFor()
  await measure(stage, 'time')
  await van.at('time-stop').click()
  await van.at('time-start-labour').waitFor()
  await van.job(ids.visit, 'notes')
  await van.at('note-text').fill('Filter was full of sludge.')
  await van.at('keyboard').waitFor()
  await measure(stage, 'notes', '.keyboard .key')
  await van.at('keyboard').getByText('Done').click()
  await van.at('note-save').click()
  await van.at('notes').getByText('sludge').waitFor()
}

async function selling(stage) {
  const { van, ids } = stage
  await van.go('#/customers')
  await van.at('customers').waitFor()
  await measure(stage, 'customers')
  await van.at('customers').locator('a').first().click()
  await van.at('quote-new').waitFor()
  await measure(stage, 'customer')
  await van.go('#/customers/new')
  await van.at('customer-save').waitFor()
  await measure(stage, 'customer-new')
  await van.job(ids.visit, 'bill')
  await van.at('quote-new').click()
  await van.at('quote-add').click()
  await van.at('add-FLT-100').waitFor()
  await measure(stage, 'price-book')
  await van.at('add-FLT-100').click()
  await van.at('quote-total').waitFor()
  await measure(stage, 'quote-new')
  await van.at('quote-save').click()
  await van.at('quote-accept').waitFor()
  await measure(stage, 'quote')
  await van.job(ids.visit, 'bill')
  await van.at('bill-issue').click()
  await van.at('bill-issue-save').waitFor()
  await measure(stage, 'bill-issue')
  await van.at('bill-issue-save').click()
  await van.at('bill-number').waitFor()
  await van.at('pay-cash').click()
  await van.at('pay-amount').waitFor()
  await measure(stage, 'pay')
  await van.at('pay-save').click()
  await van.at('payment-1').waitFor()
  await measure(stage, 'bill')
}

async function finish(stage) {
  const { van, ids } = stage
  await van.job(ids.visit, 'papers')
  const fill = van.page.getByTestId(/^fill-/).first()
  await fill.waitFor()
  await measure(stage, 'papers')
  await fill.click()
  await van.at('paper-sign').waitFor()
  await measure(stage, 'paper')
  await van.at('paper-sign').click()
  await van.at('signature-canvas').waitFor()
  await measure(stage, 'signature')
  await van.job(ids.visit, 'complete')
  await van.at('resolution').fill('Filter changed')
  await van.at('keyboard').getByText('Done').click()
  await van.at('part-done').check()
  await van.at('return-reason').waitFor()
  await measure(stage, 'complete')
  await van.at('return-reason').fill('A seal is missing')
  await van.at('keyboard').getByText('Done').click()
  await van.at('complete-finish').click()
  await van.until(ids.visit, (one) => one.state === 'done', 'the visit ends, the job stays open')
  await van.at('ended').waitFor()
  await measure(stage, 'job-over')
}

/** Everything that can be pressed or filled in on the page as it is, at both sizes. Keys of the keyboard share the width of a phone: ten stand in a row. */
async function measure(stage, name, narrowKeys = '') {
  const { van } = stage
  for (const [size, viewport] of Object.entries(screens)) {
    await van.page.setViewportSize(viewport)
    await van.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))))
    const found = await van.page.evaluate(smallTargets, { least, exempt: size === 'phone' ? narrowKeys : '' })
    await stage.shot(`${name}-${size}`, van.page)
    check(found.count > 0, `${name} on the ${size} offers something to press`)
    equal(found.small, [], `${name} on the ${size}: too small for a glove`)
  }
  await van.page.setViewportSize(screens.screen)
}

/** In the page: what cannot be seen is no target; a box that is not drawn itself is pressed by its label. */
function smallTargets({ least, exempt }) {
  const wanted = 'a[href], button, input:not([type=hidden]), textarea, select, summary, [role=button], [role=checkbox], [role=radio], [role=switch], [role=tab], [tabindex]:not([tabindex="-1"])'
  const union = (boxes) => {
    const [left, top] = [Math.min(...boxes.map((box) => box.left)), Math.min(...boxes.map((box) => box.top))]
    const [right, bottom] = [Math.max(...boxes.map((box) => box.right)), Math.max(...boxes.map((box) => box.bottom))]
    return { width: right - left, height: bottom - top }
  }
  const targets = [...document.querySelectorAll(wanted)].filter((one) => one.checkVisibility({ visibilityProperty: true }) && !(exempt && one.matches(exempt)))
  const dialog = document.querySelector('[role=dialog]')
  const reachable = dialog ? targets.filter((one) => dialog.contains(one)) : targets
  const small = reachable.flatMap((one) => {
    const own = one.getBoundingClientRect()
    const drawn = own.width > 4 && getComputedStyle(one).opacity !== '0'
    const labels = drawn ? [] : [...(one.labels ?? [])].map((label) => label.getBoundingClientRect())
    // A file input that is not shown and has no label is pressed by its button.
    if (!drawn && !labels.length) return []
    const { width, height } = drawn ? own : union(labels)
    if (width > least - 0.5 && height > least - 0.5) return []
    return [`${one.dataset.testid ?? one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 30) ?? one.tagName} (${one.tagName.toLowerCase()}.${one.className}) ${Math.round(width)} x ${Math.round(height)}`]
  })
  return { count: reachable.length, small }
}
