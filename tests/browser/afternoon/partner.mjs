// Another organisation sees the two accounts that are shared with it, and nothing else by any face.
import { demoPassword } from '../../../deploy/local/company.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { HubClient } from '../lib/hub.mjs'
import { check, equal } from '../lib/steps.mjs'

const login = 'partner@demo.example'
const names = ['Partner site Balzers', 'Partner site Triesen']
const secret = 'FL-0009.999.999-9'

export async function letIn(stage) {
  const { admin, administrator, ids } = stage
  const make = (name) => administrator.post('/api/accounts/', { name, kind: 'company', industry: 'Brewing', registration: secret, addresses: [{ use: 'main', address: { line1: 'Weg 1', city: 'Vaduz', country: 'LI', position: { latitude: 47.14, longitude: 9.52 } } }] })
  ids.shared = []
  for (const name of names) ids.shared.push((await make(name)).id)
  ids.unshared = (await make('Partner site hidden')).id
  const organisation = (await administrator.post('/api/accounts/', { name: 'Kälte Partner AG', kind: 'company' })).id
  const user = await administrator.post('/api/users/', { login, name: { given: 'Pia', family: 'Partner' }, password: demoPassword, partner: organisation })
  ids.partner = [user.id, organisation]
  if (user.state === 'invited') await administrator.post(`/api/users/${user.id}/activate/`, {})
  const role = await administrator.one('roles', 'key = "partner"')
  const given = await administrator.post('/api/role-assignments/', { user: user.id, role: role.id })
  if (given.state === 'requested') await administrator.post(`/api/role-assignments/${given.id}/approve/`, {})
  // One by the screens, with a condition; the other by a call, naming the record.
  await admin.go('/records/partner-shares/new')
  await admin.at('record-form').waitFor()
  await admin.fill({ account: { pick: 'Kälte', title: 'Kälte Partner AG' }, of_type: { pick: 'crm.Account', title: 'Account' }, condition: `name = "${names[0]}"` })
  for (const field of ['name', 'industry']) {
    await admin.at('field-fields').fill(field)
    await admin.page.keyboard.press('Enter')
  }
  await stage.shot('afternoon-7-share', admin.page)
  await admin.at('form-save').click()
  await admin.at('edit-record').waitFor()
  await administrator.post('/api/partner-shares/', { account: organisation, of_type: 'crm.Account', records: { type: 'crm.Account', id: ids.shared[1] }, fields: ['name', 'industry'] })
}

export async function seesNothingElse(stage) {
  const { company } = stage
  const partner = await new HubClient(company.hub.url).signIn(login, demoPassword)
  await byRest(stage, partner)
  await byGraphQL(stage, partner)
  await bySearch(stage, partner)
  await byExport(stage, partner)
  await byLive(stage, partner)
  await byScreens(stage)
}

/** Every type of the catalogue by every query, and records of others by their ids. */
async function byRest({ administrator, ids }, partner) {
  const { items, total } = await partner.get('/api/accounts/?order_by=name')
  equal([items.map((one) => one.name), total], [names, 2], 'accounts')
  check(!('registration' in items[0]), 'only the named fields')
  equal((await partner.call('GET', '/api/accounts/?filter=registration%20%3D%20%22x%22')).status, 400, 'a filter by another field')
  equal((await partner.call('GET', `/api/accounts/${ids.unshared}/`)).status, 404, 'another account')
  equal((await partner.call('PATCH', `/api/accounts/${ids.shared[0]}/`, { name: 'x' }, { 'If-Match': '"1"' })).status, 403, 'a change')
  const faults = []
  const his = new Set([...ids.shared, ...ids.partner])
  for (const { path } of (await administrator.get('/api/meta/')).types) {
    const reply = await partner.call('GET', `/api/${path}/`)
    if (reply.status >= 500) faults.push(`${path} answers ${reply.status}`)
    for (const one of reply.body.items ?? []) if (!his.has(one.id) && !['roles', 'tenants'].includes(path)) faults.push(`${path} shows ${one.id}`)
    if (JSON.stringify(reply.body).includes(secret)) faults.push(`${path} shows a registration`)
  }
  for (const path of ['/api/dispatch/', '/api/vans/', '/api/audit/', '/api/jobs/', '/api/receipts/', '/api/stock-by-place/']) {
    const { status } = await partner.call('GET', path)
    if (status === 200) faults.push(`${path} is answered`)
  }
  equal(faults, [], 'what he sees beyond it')
}

async function byGraphQL({ ids }, partner) {
  const ask = async (query) => (await partner.call('POST', '/api/graphql/', { query })).body
  const { data } = await ask('{ accounts { totalCount nodes { id name } } }')
  equal([data.accounts.totalCount, data.accounts.nodes.map((one) => one.id).sort()], [2, [...ids.shared].sort()], 'accounts by GraphQL')
  for (const query of ['{ accounts { nodes { registration } } }', '{ sites { totalCount } }', '{ workOrders { totalCount } }']) check((await ask(query)).errors?.length > 0, `GraphQL refuses ${query}`)
}

async function bySearch({ hub }, partner) {
  await waitFor('the search to know them', async () => (await hub.get('/api/search/?q=Partner%20site')).items.length >= 3)
  const found = await partner.get('/api/search/?q=Partner%20site')
  equal(found.items.map((one) => one.title).sort(), names, 'what a search finds')
  equal((await partner.get(`/api/search/?q=${secret}`)).items, [], 'a search by what is hidden')
  equal((await partner.get('/api/search/?q=Alpenhotel')).items, [], 'a search for somebody else')
  const suggested = JSON.stringify(await partner.get('/api/suggest/?q=Partner%20si'))
  check(!suggested.includes('hidden') && !JSON.stringify(await partner.get('/api/suggest/?q=Alpen')).includes('Alpen'), 'suggestions name nobody else')
}

async function byExport(_, partner) {
  const csv = await partner.call('GET', '/api/accounts/?format=csv')
  if (csv.status === 200) check(!csv.body.toString().includes('hidden') && !csv.body.toString().includes(secret), 'a list as CSV')
  const made = await partner.call('POST', '/api/exports/', { path: 'accounts', format: 'csv' })
  if (made.status === 403) return
  equal(made.status, 202, 'an export')
  await waitFor('the export', async () => (await partner.get(`/api/exports/${made.body.id}/`)).state === 'done')
  const text = (await partner.call('GET', `/api/exports/${made.body.id}/file`)).body.toString()
  equal(text.trim().split('\r\n').length, 3, 'a head and two rows')
  check(!text.includes('hidden') && !text.includes(secret), 'and of them what is shared')
}

async function byLive({ administrator, company, ids }, partner) {
  const socket = new WebSocket(`${company.hub.url.replace('http', 'ws')}/api/live`, { headers: { Cookie: partner.cookie } })
  const seen = []
  socket.addEventListener('message', ({ data }) => seen.push(data))
  await waitFor('the stream to open', () => seen.some((one) => one.includes('hello')))
  await administrator.change('accounts', ids.unshared, { industry: 'Baking' })
  await administrator.change('accounts', ids.shared[0], { industry: 'Brewing beer' })
  await waitFor('the change of what is shared', () => seen.some((one) => one.includes(ids.shared[0])))
  check(!seen.some((one) => one.includes(ids.unshared)), 'nothing of another account is streamed')
  socket.close()
}

async function byScreens(stage) {
  const page = await stage.officePage('partner', undefined, { login })
  await page.go('/records/accounts')
  await page.at('list-count').filter({ hasText: '2 of 2' }).waitFor()
  await stage.shot('afternoon-7-partner', page.page)
  await page.go('/records/accounts?show=map')
  // Accounts have no place of their own: the address is answered with their list.
  await page.at('list-count').filter({ hasText: '2 of 2' }).waitFor()
  equal(await page.page.getByText('hidden').count(), 0, 'others by another way')
  await page.go('/')
  // Neither board nor jobs are his: he begins with what he can see.
  await page.at('readable-accounts-count').filter({ hasText: '2' }).waitFor()
  await page.at('readable-accounts').getByText(names[0]).waitFor()
  await stage.shot('afternoon-7-home', page.page)
  for (const path of ['jobs', 'access', 'trial-balance', 'audit', 'security', 'api-versions', 'vans', 'stock']) {
    await page.go(`/${path}`)
    await page.at('error-state').waitFor()
    equal(await page.page.locator('main').locator('h2, input, select, a[href], [data-testid=error-state] ~ *').count(), 0, `what /${path} shows beside its refusal`)
  }
  await page.go('/records/work-orders')
  await page.page.getByText('There is nothing here').waitFor()
}
