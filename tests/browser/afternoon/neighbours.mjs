// Other systems: one that is told of changes, one that calls with a token of its own.
import { check, equal } from '../lib/steps.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { recover } from '../webhooks/deliveries.mjs'

export async function redeliver(stage) {
  await recover(stage)
  const { administrator, endpoint } = stage
  const told = await administrator.list('webhook-deliveries', `endpoint = "${endpoint}" AND event = "crm.Account.created"`)
  check(told.every((one) => one.state === 'delivered') && told.some((one) => one.tries.some((two) => two.status === 500) && one.tries.at(-1).status === 200), 'the log has the failed attempts and the last one')
}

export async function giveApp(stage) {
  const { admin, administrator, company } = stage
  await admin.go('/security')
  await admin.at('app-new').click()
  await admin.at('app-name').fill('Warehouse of a neighbour')
  await admin.at('app-role').fill('Dispatcher')
  await admin.page.getByRole('option', { name: 'Dispatcher', exact: true }).click()
  await admin.at('scope-read').check()
  await admin.at('app-submit').click()
  const [id, secret] = [await admin.at('app-id').innerText(), await admin.at('app-secret').innerText()]
  await stage.shot('afternoon-11-app', admin.page)
  await admin.at('app-noted').click()
  await admin.at('api-keys').getByText('Warehouse of a neighbour').waitFor()
  equal(await admin.page.getByText(secret).count(), 0, 'the secret is not shown again')
  const token = (form, basic) => fetch(`${company.hub.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form), headers: { Authorization: `Basic ${Buffer.from(basic).toString('base64')}` } })
  const refused = await token({ grant_type: 'client_credentials' }, `${encodeURIComponent(id)}:wrong`)
  equal([refused.status, (await refused.json()).error], [401, 'invalid_client'], 'a wrong secret')
  const given = await token({ grant_type: 'client_credentials', scope: 'crm:read' }, `${encodeURIComponent(id)}:${encodeURIComponent(secret)}`)
  const { access_token } = await given.json()
  equal(given.status, 200, 'a token')
  const call = (method, path, body) => fetch(company.hub.url + path, { method, body, headers: { Authorization: `Bearer ${access_token}`, 'Content-Type': 'application/json' } })
  equal((await call('GET', '/api/accounts/?page_size=1')).status, 200, 'what its scope allows')
  equal((await call('POST', '/api/accounts/', '{"name":"x"}')).status, 403, 'what it does not')
  equal((await call('GET', '/api/work-orders/')).status, 403, 'nor another area')
  await waitFor('its use to be counted', async () => (await administrator.get('/api/api-keys/?owner=*')).items.find((one) => one.name === 'Warehouse of a neighbour').use.length > 0, 40000)
}
