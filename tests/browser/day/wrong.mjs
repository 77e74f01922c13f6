// Step 10: what goes wrong on any day, and step 11: a job moved away from a van that does not hear it.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { equal } from '../lib/steps.mjs'
import { logOf, stockOf } from './plan.mjs'

/** Given to van 1 while it hears, taken away while it does not. */
export async function moveAway(day) {
  const { office, hub, van2, ids } = day
  await office.go('/dispatch')
  await office.drag({ visit: ids.movedVisit }, ids.south, 16)
  await van2.page.getByText('Pressure falls every week').first().waitFor()
  await office.at(`received-${ids.movedVisit}`).first().waitFor()
  const visit = await hub.record('scheduled-events', ids.movedVisit)
  equal(visit.assignments.map((one) => one.technician), [ids.south], 'the visit is South\'s')
  equal(await day.van.has(ids.movedVisit), 1, 'the first van still shows it: it has heard nothing')
}

export async function makeMovable(day) {
  const { office, hub, van, ids } = day
  ids.movedJob = await office.create('work-orders', {
    summary: 'Pressure falls every week', job_type: { pick: 'Fault call' }, account: { pick: 'Verlag' }, site: { pick: 'Verlag' },
  })
  await office.go('/dispatch')
  await office.drag({ tray: ids.movedJob }, ids.north, 14)
  await van.page.getByText('Pressure falls every week').first().waitFor()
  ids.movedVisit = (await hub.one('scheduled-events', `work_order = "${ids.movedJob}"`)).id
}

export async function bothRight(day) {
  const { van, van2, hub, ids } = day
  await waitFor('the first van to give it up', async () => (await van.has(ids.movedVisit)) === 0)
  await van.go()
  equal(await van.page.getByTestId(`visit-${ids.movedVisit}`).count(), 0, 'it is not on the first van\'s screen')
  equal(await van2.has(ids.movedVisit), 1, 'the second van has it once')
  await van2.go()
  equal(await van2.page.getByTestId(`visit-${ids.movedVisit}`).count(), 1, 'and shows it once')
  equal((await hub.list('scheduled-events', `work_order = "${ids.movedJob}"`)).length, 1, 'it is one visit')
  equal((await van.get('/api/sync')).waiting, 0, 'nothing waits in the first van')
}

/** Pressed by mistake, taken back; then the job is done in part and comes back to be planned. */
export async function takeBack(day) {
  const { van2, hub, office, ids, company } = day
  const job = await hub.one('work-orders', 'summary = "Hot water fluctuates"')
  const visit = await hub.one('scheduled-events', `work_order = "${job.id}"`)
  await van2.go()
  await van2.job(visit.id)
  await van2.move(visit.id, 'on-my-way', 'on_my_way')
  const told = (subject) => company.mailbox.to('owner@baeckerei.example').filter((one) => subject.test(one.subject))
  await waitFor('the mail to the customer', () => told(/on our way/).length === 1)
  await van2.move(visit.id, 'turn-back', 'accepted')
  await waitFor('the office to know', async () => (await hub.record('scheduled-events', visit.id)).state === 'accepted')
  const { events } = await hub.overview(job.id)
  const journey = events.find((one) => one.kind === 'on_my_way')
  equal(events.find((one) => one.kind === 'turned_back')?.takes_back, journey.id, 'the mistake is marked as taken back')
  await waitFor('the mail that it was a mistake', () => told(/not on our way/).length === 1)
  await van2.move(visit.id, 'on-my-way', 'on_my_way')
  await van2.move(visit.id, 'arrive', 'on_site')
  await van2.move(visit.id, 'start', 'on_site')
  await van2.job(visit.id, 'complete')
  await van2.at('resolution').fill('Mixing valve is worn.')
  await van2.at('part-done').check()
  await van2.at('return-reason').fill('A new mixing valve must be ordered.')
  await van2.at('complete-finish').click()
  await van2.until(visit.id, (one) => one.state === 'done', 'the visit is over')
  await office.go('/dispatch')
  await office.at(`tray-${job.id}`).waitFor()
  equal((await hub.overview(job.id)).invoices.length, 0, 'a job done in part is not billed')
  await office.drag({ tray: job.id }, ids.south, 17)
  await waitFor('the return visit', async () => (await hub.list('scheduled-events', `work_order = "${job.id}"`)).length === 2)
}

/** Reserved parts follow the job to another van, and are free again when it is cancelled. */
export async function partsFollow(day) {
  const { office, hub, ids } = day
  const job = await hub.one('work-orders', 'summary = "Boiler service and flue gas check"')
  const visit = await hub.one('scheduled-events', `work_order = "${job.id}"`)
  const reserved = async (van) => Number((await stockOf(hub, van, 'FLT-100')).reserved)
  const [first, second] = [await reserved('VAN-1'), await reserved('VAN-2')]
  await office.go('/dispatch')
  await office.drag({ visit: visit.id }, ids.south, 10.5)
  await waitFor('the move', async () => (await reserved('VAN-2')) === second + 1)
  equal(await reserved('VAN-1'), first - 1, 'the parts have followed')
  await office.openJob(job.id)
  await office.act('cancel')
  await waitFor('the release', async () => (await reserved('VAN-2')) === second)
  equal((await hub.record('work-orders', job.id)).state, 'cancelled', 'the job is cancelled')
  await waitFor('the second van to give it up', async () => (await day.van2.has(visit.id)) === 0)
}

export async function withoutMail(day) {
  const { office, hub, van2, ids } = day
  const job = await hub.one('work-orders', 'summary = "Thermostat replaced"')
  await office.go('/dispatch')
  await office.drag({ tray: job.id }, ids.south, 18)
  const visit = await waitFor('the visit', async () => (await hub.list('scheduled-events', `work_order = "${job.id}"`))[0])
  await waitFor('the van', async () => (await van2.has(visit.id)) === 1)
  await van2.go()
  for (const [action, state] of [['on-my-way', 'on_my_way'], ['arrive', 'on_site'], ['start', 'on_site']]) await van2.move(visit.id, action, state)
  await van2.job(visit.id, 'complete')
  await van2.at('resolution').fill('Thermostat replaced.')
  await van2.at('complete-finish').click()
  await van2.until(visit.id, (one) => one.state === 'done', 'the job is done')
  const log = await logOf(hub, job.id, 'on_my_way')
  equal([log.state, log.attempts.at(-1).error], ['suppressed', 'no e-mail address known'], 'the log says why nothing was sent')
  await waitFor('the invoice', async () => (await hub.overview(job.id)).invoices.length === 1)
}

export async function creditInvoice(day) {
  const { bookkeeper, books, ids } = day
  const before = await books.record('invoices', ids.invoice)
  await bookkeeper.go(`/records/invoices/${ids.invoice}`)
  await bookkeeper.act('credit', { reason: 'The filter was under warranty.' })
  const credit = await waitFor('the credit', async () => (await books.list('invoices', `credits = "${ids.invoice}"`))[0])
  equal([credit.kind, credit.state, credit.total.amount], ['credit', 'posted', before.total.amount], 'a credit over the whole sum')
  const after = await books.record('invoices', ids.invoice)
  equal([after.number, after.total, after.date], [before.number, before.total, before.date], 'the issued invoice stays as it was')
  equal(Number(after.open.amount), 0, 'nothing of it is open')
  await bookkeeper.go('/trial-balance')
  await bookkeeper.at('trial-verdict').and(bookkeeper.page.locator('[data-even=true]')).waitFor()
}
