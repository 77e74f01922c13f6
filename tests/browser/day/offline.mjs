// Steps 3 to 6: the van without a network, from the way there to the signature, and a power cut.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

const filter = '7610000001001'
const seal = '7610000001003'

/** Read from what the van holds itself: nothing answers on the network. */
// features: EDGE-01
export async function driveThere(day) {
  const { van, ids } = day
  van.van.link.cut()
  await waitFor('the van to notice', async () => !(await van.get('/api/status')).sync.online, 30000)
  await van.page.reload()
  await van.at('sync-state').waitFor()
  await van.job(ids.visit)
  await van.at('address').filter({ hasText: 'Dorfstrasse 4, 9494 Schaan' }).waitFor()
  await van.at('access-notes').filter({ hasText: 'Dog in the yard' }).waitFor()
  await van.at('hazards').filter({ hasText: 'Low ceiling' }).waitFor()
  await van.at('call').filter({ hasText: '+423 230 00 00' }).waitFor()
  await van.page.getByText('CB-300-1184').waitFor()
  await van.page.getByText('Filter and seals changed, flue gas in order.').waitFor()
  await day.shot('job', van.page)
  await van.at('tile-parts').click()
  await van.at('planned-FLT-100').waitFor()
  await van.job(ids.visit, 'notes')
  await van.at('notes').getByText('the lift is being repaired').waitFor()
  await van.go()
  await van.at('coming-list').getByText('Cellar heating fault').waitFor()

  await van.move(ids.visit, 'accept', 'accepted')
  equal((await van.get('/api/status')).gps === 'ok', false, 'without a receiver the screen says so')
  await van.at('gps-state').filter({ hasText: /no position|no gps|gps/i }).waitFor()
  day.company.startReceiver()
  await waitFor('a position', async () => (await van.get('/api/status')).gps === 'ok', 30000)
  await van.move(ids.visit, 'on-my-way', 'on_my_way')
  await van.page.getByText(/arrives \d\d:\d\d/).first().waitFor()
  const left = (await van.visit(ids.visit)).events.filter((one) => one.kind === 'on_my_way')
  equal(left.length, 1, 'one event "on my way"')
  check(left[0].position?.latitude > 47.1 && left[0].position?.longitude > 9.4, 'it holds the current position')
  check((await van.visit(ids.visit)).eta, 'an arrival time is estimated')
  await van.post(`/api/visits/${ids.visit}/on-my-way`)
  equal((await van.visit(ids.visit)).events.filter((one) => one.kind === 'on_my_way').length, 1, 'a second press is no second event')
}

/** The drive enters the site's circle and stays: proposed, and accepted by the technician. */
export async function arrive(day) {
  const { van, ids } = day
  await van.go()
  await van.at('proposal').waitFor({ timeout: 150000 })
  await day.shot('proposal', van.page)
  await van.at('proposal-accept').click()
  const visit = await van.until(ids.visit, (one) => one.state === 'on_site', 'the proposal is accepted')
  const arrived = visit.events.find((one) => one.kind === 'arrived')
  equal(arrived.origin, 'geofence', 'the arrival came from the circle')
  check(Number(arrived.distance_m) <= 100 && Number(arrived.accuracy_m) >= 0 && !arrived.flag, `the arrival holds distance and accuracy: ${JSON.stringify(arrived)}`)
  await van.move(ids.visit, 'start', 'on_site')
  await van.press('pause')
  await van.at('reason-break').click()
  await van.until(ids.visit, (one) => one.state === 'paused', 'pause')
  await van.move(ids.visit, 'resume', 'on_site')
}

export async function work(day) {
  const { van, ids } = day
  await van.job(ids.visit, 'checklist')
  await van.at('checklist-check').click()
  await van.at('checklist-missing').getByText('Visual check done').waitFor()
  await van.job(ids.visit, 'complete')
  await van.at('complete-missing').waitFor()
  await van.at('resolution').fill('Filter changed')
  await van.at('complete-finish').click()
  await van.at('refusal').first().waitFor()
  equal((await van.visit(ids.visit)).state, 'on_site', 'without the required answers the job is not completed')

  await van.job(ids.visit, 'checklist')
  await van.at('answer-visual-true').click()
  await van.at('question-visual-state').getByText('Saved').waitFor()
  await van.at('answer-leaks-None').click()
  for (const [key, value] of [['pressure', '1.6'], ['co', '35']]) {
    await van.at(`input-${key}`).fill(value)
    await van.at(`input-${key}`).press('Enter')
    await van.at(`question-${key}-state`).getByText('Saved').waitFor()
  }
  await van.until(ids.visit, (one) => [one.checklist].flat().every((list) => list.required_open === 0), 'the checklist is complete')
  await day.shot('checklist', van.page)

  await van.job(ids.visit, 'time')
  await van.at('time-start-labour').click()
  await van.at('time-running').waitFor()
  await van.job(ids.visit, 'parts')
  await van.scan('9999999999999')
  await van.at('unknown-code').waitFor()
  await van.at('booking-close').click()
  await van.scan(filter)
  await van.at('part-FLT-100').waitFor()
  await van.scan(seal)
  await van.at('part-SEAL-12').waitFor()
  await van.at('more-SEAL-12').click()
  await van.until(ids.visit, (one) => one.parts.used.reduce((sum, part) => sum + Number(part.quantity), 0) === 3, 'three pieces are booked')
  await day.shot('parts', van.page)
  await van.job(ids.visit, 'photos')
  await van.at('photo-file').setInputFiles({ name: 'boiler.png', mimeType: 'image/png', buffer: await van.page.screenshot() })
  await van.at('photo-note').fill('Old filter')
  await van.at('photo-save').click()
  await van.at('gallery').locator('li').waitFor()
  await van.job(ids.visit, 'notes')
  await van.at('note-text').fill('Filter was full of sludge; advise a magnetic separator.')
  await van.at('note-save').click()
  await van.at('notes').getByText('magnetic separator').waitFor()
  await van.job(ids.visit, 'time')
  await van.at('time-stop').click()
  await van.until(ids.visit, (one) => !one.time.running && one.time.entries.length === 1, 'the labour is timed')
}

/** What this van has, what comes in and goes out; nothing falls below zero without a reason. */
// features: EDGE-08
export async function moveStock(day) {
  const { van, ids } = day
  await van.go('#/stock')
  await van.at('stock-VLV-15').waitFor()
  const on = async (code) => Number((await van.get('/api/stock')).items.find((item) => item.code === code)?.on_hand)
  const move = async (kind, code, quantity) => {
    await van.at(`stock-${kind}`).first().click()
    await van.at('move-code').fill(code)
    await van.at('move-quantity').fill(String(quantity))
    await van.at('move-save').click()
  }
  const [valves, hoses] = [await on('VLV-15'), await on('HOSE-20')]
  await move('receive', 'VLV-15', 2)
  await waitFor('what was received', async () => (await on('VLV-15')) === valves + 2, 5000)
  await move('hand-over', 'HOSE-20', hoses + 1)
  const reason = van.page.getByTestId(/^stock-reason-/).first()
  await reason.waitFor()
  equal(await on('HOSE-20'), hoses, 'more than there is needs a reason')
  await reason.click()
  await waitFor('what was handed over', async () => (await on('HOSE-20')) === -1, 5000)
  equal((await van.visit(ids.visit)).parts.used.length > 0, true, 'parts stand at the job')
}

/** Filled from what is known, read page by page, signed; from then on it stays as it is. */
// features: EDGE-07
export async function signReport(day) {
  const { van, ids } = day
  await van.job(ids.visit, 'papers')
  await van.page.getByTestId(/^fill-/).first().click()
  await van.at('paper-page-1').waitFor()
  const [paper] = (await van.visit(ids.visit)).papers
  ids.paper = paper.id
  check(paper.pages >= 1, 'the report has pages')
  for (let page = 1; page <= paper.pages; page++) {
    await waitFor(`page ${page}`, () => van.at(`paper-page-${page}`).evaluate((one) => one.complete && one.naturalWidth > 400))
  }
  await day.shot('paper', van.page)
  await van.at('paper-sign').click()
  await van.at('signing').waitFor()
  await van.at('signer').fill('Reception of the hotel')
  await van.at('sign-accept').click()
  await van.at('sign-asked').waitFor()
  await van.sign()
  await day.shot('signature', van.page)
  await van.at('sign-accept').click()
  await van.at('paper-frozen').waitFor()
  await day.shot('signed', van.page)
  const refused = await van.post(`/api/papers/${ids.paper}/refill`)
  equal(refused.status, 409, 'a signed paper is not filled in again')
  check((await van.get('/api/sync')).blobs_waiting > 0, 'the signed document waits for its upload')
}

/** Completed, then the power is cut: everything is there, and the screen says what waits. */
export async function completeAndCrash(day) {
  const { van, ids } = day
  await van.job(ids.visit, 'complete')
  await van.at('complete-ready').waitFor()
  await van.at('resolution').fill('Filter and seals changed, burner cleaned, flue gas in order.')
  await van.at('complete-finish').click()
  const before = await van.until(ids.visit, (one) => one.state === 'done', 'the job is done')
  const waited = (await van.get('/api/sync')).operations
  await van.van.kill()
  await van.at('agent-banner').waitFor()
  await van.van.boot()
  await van.at('agent-banner').waitFor({ state: 'detached' })
  const after = await van.visit(ids.visit)
  for (const part of ['state', 'events', 'notes', 'photos', 'papers', 'parts', 'time', 'checklist']) equal(after[part], before[part], `after the power cut: ${part}`)
  const sync = await van.get('/api/sync')
  equal([sync.online, after.events.some((one) => one.kind === 'done')], [false, true], 'still without network')
  const named = (one) => `${one.sequence} ${one.at} ${one.text}`
  for (const one of waited) check(sync.operations.some((kept) => named(kept) === named(one)), `nothing that waits was lost: ${named(one)}`)
  const { waiting } = sync
  const sequences = sync.operations.filter((one) => one.state === 'waiting' || one.state === 'sent').map((one) => one.sequence).sort((a, b) => a - b)
  check(sequences.length === waiting && sequences.every((one, index) => one === sequences[0] + index), `what waits is numbered without gap: ${sequences}`)
  await van.go('#/sync')
  await van.at('sync-waiting').filter({ hasText: new RegExp(`${waiting} operations? waits? since.*\\d\\d:\\d\\d`, 'i') }).waitFor()
  await van.at('sync-state').filter({ hasText: /waits? since \d\d:\d\d/ }).waitFor()
  await day.shot('sync', van.page)
  ids.before = before
}
