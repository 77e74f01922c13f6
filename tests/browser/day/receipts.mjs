// Step 13: the planner sees who has not heard of a plan yet, and the vans confirm what they hear.
// features: SYNC-05
import { waitFor } from '../../../deploy/local/processes.mjs'
import { equal, check } from '../lib/steps.mjs'

const secondsMax = 5

export async function confirmPlans(day) {
  const { hub, van2, office, ids } = day
  const plans = await new Plans(day).prepare()
  const made = await plans.book()
  await plans.confirmed(made, 'a new visit')
  await plans.move(made)
  await plans.confirmed(made, 'a moved visit')
  equal((await van2.get(`/api/visits/${made}`)).start, (await hub.record('scheduled-events', made)).start, 'the van has the new time')
  await plans.cancel(made)
  await plans.confirmed(made, 'a visit called off')

  const moved = await plans.book()
  const calledOff = await plans.book()
  await plans.confirmed(moved, 'a visit to be moved')
  await plans.confirmed(calledOff, 'a visit to be called off')
  van2.van.link.cut()
  await waitFor('the van to be without network', async () => !(await van2.get('/api/sync')).online)
  const unheard = await plans.book()
  await plans.move(moved)
  await plans.cancel(calledOff)
  const expected = { [unheard]: 'sent', [moved]: 'sent', [calledOff]: 'cancelled' }
  const waiting = await plans.waiting()
  equal(waiting.map((one) => `${one.visit} ${one.state}`).sort(), Object.entries(expected).map((one) => one.join(' ')).sort(), 'plans that are not confirmed')
  check(waiting.every((one) => one.technician_name.includes('South')), 'they name the technician')
  await office.go('/')
  for (const [visit, state] of Object.entries(expected)) equal(await office.at(`receipt-${visit}`).getAttribute('data-state'), state, 'the planner sees it')
  const all = (await hub.get('/api/receipts/')).items.length
  await office.at('figure-received').getByText(String(all), { exact: true }).waitFor()

  const began = Date.now()
  van2.van.link.restore()
  await waitFor('all plans to be confirmed', async () => (await plans.waiting()).length === 0)
  const seconds = (Date.now() - began) / 1000
  check(seconds <= secondsMax, `confirmed within ${secondsMax} s of the network's return, not ${seconds} s`)
  for (const visit of Object.keys(expected)) await office.at(`receipt-${visit}`).waitFor({ state: 'detached' })
  equal(await van2.has(unheard), 1, 'the van has the new visit')
  equal((await van2.get(`/api/visits/${moved}`)).start, (await hub.record('scheduled-events', moved)).start, 'and the moved one at its new time')
}

class Plans {
  constructor(day) {
    this.day = day
    this.taken = 0
  }

  async prepare() {
    const { hub } = this.day
    this.type = (await hub.one('job-types', 'name = "Fault call"')).id
    this.site = (await hub.list('sites', 'name : "Verlag"'))[0]
    return this
  }

  /** The n-th half hour of the day at which the technician is free. */
  async slot(job, event) {
    const { hub, ids } = this.day
    const from = new Date((await hub.get('/api/dispatch/')).from).getTime()
    for (let half = 12 + this.taken; half < 46; ++half) {
      const place = { technician: ids.south, start: new Date(from + half * 1_800_000).toISOString(), end: new Date(from + (half + 1) * 1_800_000).toISOString() }
      const { problems } = await hub.post('/api/scheduled-events/check/', { work_order: job, ...place, ...(event && { event }) })
      if (problems.length) continue
      this.taken = half - 11
      return place
    }
    throw new Error('the technician has no free half hour')
  }

  async book() {
    const { hub, ids } = this.day
    const job = await hub.post('/api/work-orders/', { summary: 'Tap drips', job_type: this.type, account: this.site.account, site: this.site.id })
    return (await hub.post('/api/scheduled-events/book/', { work_order: job.id, ...(await this.slot(job.id)) })).id
  }

  async move(visit) {
    const { hub } = this.day
    const { work_order } = await hub.record('scheduled-events', visit)
    await hub.post(`/api/scheduled-events/${visit}/move/`, await this.slot(work_order, visit))
  }

  cancel = (visit) => this.day.hub.post(`/api/scheduled-events/${visit}/cancel/`, {})

  /** Of this technician; the others' vans are not running. */
  waiting = async () => (await this.day.hub.get('/api/receipts/')).items.filter((one) => one.technician === this.day.ids.south)

  async confirmed(visit, what) {
    const began = Date.now()
    await waitFor(`${what} to be confirmed`, async () => Boolean((await this.day.hub.record('scheduled-events', visit)).assignments[0].received_at))
    const seconds = (Date.now() - began) / 1000
    check(seconds <= secondsMax, `${what} is confirmed within ${secondsMax} s, not ${seconds} s`)
  }
}
