// Step 7: the network returns, and the office sees what happened; a second job is done with it.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'
import { logOf, stockOf } from './plan.mjs'

/** The job's page was open all the time and is not reloaded. */
export async function returnNetwork(day) {
  const { van, office, hub, ids } = day
  await office.openJob(ids.job)
  await office.page.evaluate(() => { window.notReloaded = true })
  van.van.link.restore()
  const restored = performance.now()
  await office.at(`visit-${ids.visit}`).getByText('Done').waitFor()
  await office.at('time-entries').locator('tbody tr').first().waitFor()
  const photo = office.at('photos').locator('img').first()
  await waitFor('the photo', () => photo.evaluate((one) => one.complete && one.naturalWidth > 100))
  await office.tab('parts')
  await office.at('reservations').getByText('Consumed').first().waitFor()
  await office.at('moves').getByText('Boiler filter 100').waitFor()
  await office.tab('paperwork')
  await office.at(`integrity-${ids.paper}`).and(office.page.locator('[data-integrity=unchanged]')).waitFor()
  await office.tab('timeline')
  await office.at('events').getByText('On the way').waitFor()
  const seconds = (performance.now() - restored) / 1000
  equal(await office.page.evaluate(() => window.notReloaded), true, 'the page was not reloaded')
  await day.shot('timeline', office.page)
  ids.restored = restored

  const seen = await hub.overview(ids.job)
  const of = (events, at) => events.map((one) => `${one.kind} ${Date.parse(one.at)}`).sort()
  equal(of(seen.events.filter((one) => one.kind !== 'received')), of(ids.before.events.filter((one) => one.kind !== 'received')), 'events have their true times')
  equal(seen.reservations.filter((one) => one.state === 'held').length, 0, 'no part is reserved any more')
  equal(Number((await stockOf(hub, 'VAN-1', 'FLT-100')).on_hand), 2, 'the filter has left the van')
  equal(seen.documents[0].integrity, 'unchanged', 'the signed document is unchanged since signing')
  const pdf = await hub.call('GET', `/api/blobs/${seen.documents[0].pdf_blob}`)
  equal(pdf.body.subarray(0, 5).toString(), '%PDF-', 'its PDF can be opened')
  await office.openJob(ids.job)
  await day.shot('work-order', office.page)
  return { seconds, goal: 5 }
}

/** The way there, driven without network, on the job's map. */
export async function showTrack(day) {
  const { office, hub, ids } = day
  const seen = await waitFor('the track', async () => {
    const overview = await hub.overview(ids.job)
    return overview.track.length > 2 && overview
  })
  const near = ([longitude, latitude]) => Math.hypot((longitude - 9.5097) * 75.7, (latitude - 47.1655) * 111.2) < 0.2
  check(near(seen.track.at(-1)) && !near(seen.track[0]), 'the track leads to the site')
  await office.openJob(ids.job)
  await office.at('track-length').filter({ hasText: /[1-9]/ }).waitFor()
  await office.at('job-map').scrollIntoViewIfNeeded()
  await day.shot('track', office.page)
}

// features: DOCS-08
export async function showEvidence(day) {
  const { office, hub, ids } = day
  const [document] = (await hub.overview(ids.job)).documents
  const [signature] = document.signatures
  for (const field of ['signer', 'at', 'device', 'consent_text', 'document_hash', 'position']) check(signature[field], `the signature holds ${field}`)
  await office.openJob(ids.job, 'paperwork')
  await office.at(`verify-${ids.paper}`).click()
  await office.at(`integrity-${ids.paper}`).and(office.page.locator('[data-integrity=unchanged]')).waitFor()
  await day.shot('paperwork', office.page)
  await day.alterByte(document.pdf_blob)
  try {
    await office.at(`verify-${ids.paper}`).click()
    await office.at(`integrity-${ids.paper}`).and(office.page.locator('[data-integrity=altered]')).waitFor()
  } finally {
    await day.alterByte(document.pdf_blob)
  }
  await office.at(`verify-${ids.paper}`).click()
  await office.at(`integrity-${ids.paper}`).and(office.page.locator('[data-integrity=unchanged]')).waitFor()
}

/** What came too late is not sent, and the log says so; a job with network sends one mail with an arrival time. */
export async function tellCustomer(day) {
  const { van, office, hub, ids, company } = day
  const late = await logOf(hub, ids.job, 'on_my_way')
  check(['expired', 'suppressed'].includes(late.state), `the late message is not sent: ${late.state}`)
  const why = late.attempts.at(-1).error
  check(/too late|no longer on the way|already/.test(why), `the log says why: ${why}`)
  await office.openJob(ids.job)
  await office.at(`why-${late.id}`).filter({ hasText: why.slice(0, 20) }).waitFor()
  const onWay = (address) => company.mailbox.to(address).filter((one) => /on (our|the) way/i.test(one.subject))
  equal(onWay('reception@alpenhotel.example').length, 0, 'the customer of the first job gets no mail')

  const second = await hub.one('work-orders', 'summary = "Radiators stay cold on the first floor"')
  ids.secondJob = second.id
  ids.secondVisit = (await hub.one('scheduled-events', `work_order = "${second.id}"`)).id
  await van.go()
  await van.job(ids.secondVisit)
  await van.move(ids.secondVisit, 'on-my-way', 'on_my_way')
  const [mail] = await waitFor('the mail to the customer', () => {
    const found = onWay('caretaker@schule.example')
    return found.length && found
  })
  check(/\d\d:\d\d/.test(mail.text) && /estimate/i.test(mail.text), `it tells an arrival time: ${mail.text}`)
  await van.post(`/api/visits/${ids.secondVisit}/on-my-way`)
  // features: EDGE-05
  await van.move(ids.secondVisit, 'arrive', 'on_site')
  await office.openJob(ids.secondJob, 'timeline')
  await office.at('events').getByText('Arrived').waitFor()
  const arrived = (await hub.overview(ids.secondJob)).events.find((one) => one.kind === 'arrived')
  check(arrived.flagged && Number(arrived.distance_m) > 100 && arrived.accuracy_m && arrived.position, `a check-in far from the site is flagged: ${JSON.stringify(arrived)}`)
  const left = (await hub.overview(ids.job)).events.find((one) => one.kind === 'left')
  check(left.position && left.accuracy_m && Number(left.distance_m) < 100, `the check-out holds place and distance: ${JSON.stringify(left)}`)
  await van.move(ids.secondVisit, 'start', 'on_site')
  await van.job(ids.secondVisit, 'complete')
  await van.at('resolution').fill('Valves were closed; opened and balanced.')
  await van.at('complete-finish').click()
  await van.until(ids.secondVisit, (one) => one.state === 'done', 'the second job is done')
  await waitFor('the second job at the office', async () => (await hub.overview(ids.secondJob)).visits.every((one) => one.state === 'done'))
  equal(onWay('caretaker@schule.example').length, 1, 'exactly one mail')
}
