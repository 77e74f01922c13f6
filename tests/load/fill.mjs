// A company with as many vans: branches, technicians, vehicles, computers, and a job with a visit today for each; and the codes by which the computers come in.
import { demoPassword } from '../../deploy/local/company.mjs'
import { HubClient } from '../browser/lib/hub.mjs'
import { check } from '../browser/lib/steps.mjs'

const itemsMax = 200
const atOnce = 4
/** A van has the people and vehicles of its branch: one branch for all would be no company that there is. */
export const vansPerBranch = 25

/** Runs `work(one, index)` for all, some at once; the answers in order. */
export async function eachOf(all, work) {
  const answers = new Array(all.length)
  let next = 0
  const worker = async () => {
    for (let index = next++; index < all.length; index = next++) answers[index] = await work(all[index], index)
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  return answers
}

export function slices(all, size) {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

/** The action on all items; their ids in order. */
async function bulk(admin, path, action, items) {
  const answers = await eachOf(slices(items, itemsMax), (some) => admin.post(`/api/${path}/bulk/`, { action, items: some }))
  return answers.flatMap(({ results }) => results.map((result) => {
    check(result.status < 300, `${action} of ${path} is accepted (${JSON.stringify(result).slice(0, 500)})`)
    return result.id
  }))
}
const create = (admin, path, items) => bulk(admin, path, 'create', items)

export async function signIn(url) {
  const first = await new HubClient(url).signIn('admin@demo.example', demoPassword)
  const settings = await first.list('settings', 'key = "api.user_requests_per_minute"')
  if (!settings.length) await first.post('/api/settings/', { key: 'api.user_requests_per_minute', value: '100000000' })
  return new HubClient(url).signIn('admin@demo.example', demoPassword)
}

/** Each technician has one of his own; all of a company's go to all its vans. */
async function makeUsers(admin, count) {
  const users = await create(admin, 'users', Array.from({ length: count }, (_, index) => ({ login: `crew${index + 1}@load.example`, name: { given: 'Crew', family: String(index + 1) } })))
  const invited = (await admin.list('users', 'login : "load.example"')).filter(({ state }) => state === 'invited')
  if (invited.length) await bulk(admin, 'users', 'activate', invited.map(({ id, version }) => ({ id, version })))
  const role = await admin.one('roles', 'key = "technician"')
  const given = await create(admin, 'role-assignments', users.map((user) => ({ user, role: role.id })))
  await eachOf(given, async (id) => {
    if ((await admin.record('role-assignments', id)).state === 'requested') await admin.post(`/api/role-assignments/${id}/approve/`, {})
  })
  return users
}

async function makeBranches(admin, count) {
  const [{ legal_entity }] = await admin.list('branches')
  return create(admin, 'branches', Array.from({ length: count }, (_, index) => ({ name: `Branch ${index + 1}`, legal_entity })))
}

async function makeSites(admin, branches) {
  const accounts = await create(admin, 'accounts', branches.map((branch, index) => ({ name: `Customer ${index + 1}`, branch })))
  const sites = await create(admin, 'sites', branches.map((branch, index) => ({ name: `Site ${index + 1}`, account: accounts[index], branch, address: { line1: `Way ${index + 1}`, city: 'Vaduz', country: 'LI', position: { latitude: 47.14, longitude: 9.52 } } })))
  return { accounts, sites }
}

/** [{device, technician, work_order, label}] */
export async function fill(admin, count) {
  const all = Array.from({ length: count }, (_, index) => index)
  const branches = await makeBranches(admin, Math.ceil(count / vansPerBranch))
  const branchOf = (index) => Math.floor(index / vansPerBranch)
  const users = await makeUsers(admin, count)
  const { accounts, sites } = await makeSites(admin, branches)
  const vehicles = await create(admin, 'vehicles', all.map((index) => ({ plate: `LD ${index + 1}`, name: `Load ${index + 1}`, branch: branches[branchOf(index)] })))
  const technicians = await create(admin, 'technicians', all.map((index) => ({ name: { given: 'Load', family: String(index + 1) }, user: users[index], vehicle: vehicles[index], branch: branches[branchOf(index)] })))
  const devices = await create(admin, 'devices', all.map((index) => ({ serial: `LOAD-${index + 1}`, vehicle: vehicles[index] })))
  const [type] = await admin.list('job-types', 'name = "Fault call"')
  const jobs = await create(admin, 'work-orders', all.map((index) => ({ summary: `Load ${index + 1}`, job_type: type.id, account: accounts[branchOf(index)], site: sites[branchOf(index)] })))
  await eachOf(all, (index) => admin.post('/api/scheduled-events/book/', { work_order: jobs[index], technician: technicians[index], ...today() }))
  return all.map((index) => ({ device: devices[index], technician: technicians[index], work_order: jobs[index], label: String(index + 1) }))
}

function today() {
  const start = Math.ceil(Date.now() / 1_800_000) * 1_800_000
  return { start: new Date(start).toISOString(), end: new Date(start + 1_800_000).toISOString() }
}

/** A code holds for ten minutes, so they are asked for in parts. */
export function codesOf(admin, vans) {
  return eachOf(vans, async (van) => ({ ...van, code: (await admin.post(`/api/devices/${van.device}/enroll/`, {})).code }))
}
