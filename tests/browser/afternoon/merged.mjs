// Two accounts become one and two again: what referred to them, what happened with them, and the van that drives to one.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { equal } from '../lib/steps.mjs'
import { follow, listed, merge, name, typing, undo } from '../merge/merging.mjs'

export async function mergedEverywhere(stage) {
  await typing(stage)
  await drive(stage)
  await customer(stage, 'Talblick Haustechnik')
  await listed(stage)
  await merge(stage)
  await follow(stage)
  const { hub, ids } = stage
  equal((await hub.record('work-orders', ids.visited)).account, ids.first, 'whose job it is')
  await happened(stage, ids.first, 1)
  await customer(stage, name)
}

export async function takenBackEverywhere(stage) {
  const { hub, ids } = stage
  await undo(stage)
  equal((await hub.record('work-orders', ids.visited)).account, ids.second, 'whose job it is again')
  await happened(stage, ids.first, 0)
  await happened(stage, ids.second, 1)
  await customer(stage, 'Talblick Haustechnik')
}

/** A job for the second account, planned for the technician of the van. */
async function drive({ hub, ids, van }) {
  // A van has the accounts of its branch.
  const [branch] = await hub.list('branches')
  for (const id of [ids.first, ids.second]) await hub.change('accounts', id, { branch: branch.id })
  const site = await hub.post('/api/sites/', { name: 'Talblick', account: ids.second, branch: branch.id, address: { line1: 'Talweg 2', city: 'Schaan', country: 'LI', position: { latitude: 47.165, longitude: 9.51 } } })
  const [type] = await hub.list('job-types', 'name = "Fault call"')
  const job = await hub.post('/api/work-orders/', { summary: 'Pump hums', job_type: type.id, account: ids.second, site: site.id })
  const { visits } = await hub.get('/api/dispatch/')
  const { technicians: [technician] } = visits.find((one) => one.summary === 'Boiler service and flue gas check')
  const visit = await hub.post('/api/scheduled-events/book/', { work_order: job.id, ...(await free(hub, job.id, technician)) })
  Object.assign(ids, { visited: job.id, talblick: visit.id })
  await waitFor('the job in the van', async () => (await van.has(visit.id)) === 1)
}

/** The first half hour from tomorrow morning on in which nothing stands against it. */
async function free(hub, job, technician) {
  const begin = new Date()
  begin.setUTCHours(31, 0, 0, 0)
  for (let half = 0; half < 20; ++half) {
    const at = (halves) => new Date(begin.getTime() + halves * 1_800_000).toISOString()
    const place = { technician, start: at(half), end: at(half + 1) }
    if (!(await hub.post('/api/scheduled-events/check/', { work_order: job, ...place })).problems.length) return place
  }
  throw new Error('the technician has no free half hour tomorrow')
}

/** Whose name the van shows at the job. */
async function customer({ van, ids }, wanted) {
  await waitFor(`the van to say ${wanted}`, async () => (await van.visit(ids.talblick)).account_name === wanted)
}

/** How many of the jobs stand in an account's timeline. */
async function happened({ hub, ids }, account, wanted) {
  const { items } = await hub.get(`/api/accounts/${account}/timeline/`)
  equal(items.filter((one) => JSON.stringify(one).includes(ids.visited)).length > 0, wanted > 0, `the job in the timeline of ${account}`)
}
