// Steps 1 and 2: the office makes a job and gives it to a technician; the van has it.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

/** Certificates, parts and reservations decide; what is refused says why, and writes nothing. */
export async function planJob(day) {
  const { office, hub, ids } = day
  // features: WORK-05
  ids.job = await office.create('work-orders', {
    summary: 'Boiler service, third floor stays cold', job_type: { pick: 'Boiler service' }, account: { pick: 'Alpenhotel' },
    site: { pick: 'Alpenhotel' }, contact: { pick: 'Alpenhotel' }, equipment: { pick: 'CB-300', title: 'Condens 300' },
  })
  await office.openJob(ids.job, 'money')
  await office.at('lines').getByText('Boiler filter 100').waitFor()
  equal(await office.at('lines').locator('tbody tr').count(), 4, 'the job type brings its lines')
  await office.tab('checklist')
  await office.page.getByRole('heading', { name: /Boiler service/ }).nth(1).waitFor()
  await office.tab('overview')
  await office.at('requirements').getByText('Gas appliance certificate').waitFor()
  await office.at('note-text').fill('Ask for the key at the reception, the lift is being repaired.')
  await office.at('note-add').click()
  await office.at('notes').getByText('the lift is being repaired').waitFor()

  const lines = await hub.list('line-items', `work_order = "${ids.job}"`)
  const filter = lines.find((line) => line.text.includes('Boiler filter'))
  await office.edit('line-items', filter.id, { quantity: 9, planned_quantity: 9 })
  equal((await hub.record('line-items', filter.id)).quantity, '9', 'a line of the job type can be edited')

  await office.go('/dispatch')
  await office.drag({ tray: ids.job }, ids.west, 11)
  const expired = await office.refusal()
  check(/Gas appliance certificate/.test(expired) && /valid until|expired/.test(expired), `West is refused for his expired certificate: ${expired}`)
  await office.drag({ tray: ids.job }, ids.east, 11)
  const none = await office.refusal()
  check(/does not hold Gas appliance certificate/.test(none), `East is refused for the certificate he does not hold: ${none}`)
  await office.drag({ tray: ids.job }, ids.north, 11)
  const short = await office.refusal()
  check(/FLT-100/.test(short) && /9 needed/.test(short) && /free in Van 1/.test(short), `parts that are not free are refused: ${short}`)
  equal((await hub.list('scheduled-events', `work_order = "${ids.job}"`)).length, 0, 'what was refused wrote nothing')
  equal((await hub.list('stock-reservations', `work_order = "${ids.job}"`)).length, 0, 'and reserved nothing')
  await office.edit('line-items', filter.id, { quantity: 1, planned_quantity: 1 })
}

/** Dropped on North's lane: from the drop to the van's screen. */
export async function sendJob(day) {
  const { office, van, hub, ids, company } = day
  const before = await stockOf(hub, 'VAN-1', 'FLT-100')
  await office.go('/dispatch')
  await office.at('board').waitFor()
  const dropped = await office.drag({ tray: ids.job }, ids.north, 11)
  const card = van.page.getByText('Boiler service, third floor stays cold').first()
  await card.waitFor()
  const seconds = (performance.now() - dropped) / 1000
  ids.visit = (await hub.one('scheduled-events', `work_order = "${ids.job}"`)).id
  await van.at(`visit-${ids.visit}`).waitFor()
  await office.at(`received-${ids.visit}`).first().waitFor()
  await day.shot('board', office.page)

  const after = await stockOf(hub, 'VAN-1', 'FLT-100')
  equal([Number(after.reserved) - Number(before.reserved), Number(before.free) - Number(after.free)], [1, 1], 'the filter is reserved and no longer free')
  await office.openJob(ids.job, 'parts')
  await office.at('reservations').getByText('Burner seal').waitFor()
  const mail = await waitFor('the mail to the technician', () => company.mailbox.to('technician1@demo.example').find((one) => one.text.includes('third floor stays cold')))
  check(/Dorfstrasse 4/.test(mail.text) && /Gas appliance/.test(mail.text), `the mail names place and requirements: ${mail.text}`)
  await office.openJob(ids.job)
  const log = await logOf(hub, ids.job, 'visit_assigned')
  equal([log.state, log.channel, log.address], ['sent', 'mail', 'technician1@demo.example'], 'the message is logged with its state')
  await office.at(`message-${log.id}`).getByText('Sent').waitFor()
  return { seconds, goal: 2 }
}

export async function stockOf(hub, place, code) {
  const { places } = await hub.get('/api/stock-by-place/')
  return places.find((one) => one.code === place)?.items.find((item) => item.code === code)
}

/** The log of one message about a job; waits until it is no longer queued. */
export function logOf(hub, job, purpose) {
  return waitFor(`the log of ${purpose}`, async () => {
    const { messages } = await hub.overview(job)
    return messages.findLast((one) => one.purpose === purpose && one.state !== 'queued')
  })
}
