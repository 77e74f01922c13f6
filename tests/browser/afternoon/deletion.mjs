// Deleting: refused with the list of what refers to it; done and taken back.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

const name = 'Short-lived Ltd'

export async function refuseDeletion(stage) {
  const { admin, administrator, ids } = stage
  await admin.go(`/records/accounts/${ids.account}`)
  await admin.at('delete-record').click()
  await admin.at('confirm-delete').click()
  const list = admin.at('referrers')
  await list.waitFor()
  await list.getByRole('link').first().waitFor()
  const { body, status } = await administrator.call('DELETE', `/api/accounts/${ids.account}/`, undefined, { 'If-Match': `"${(await administrator.record('accounts', ids.account)).version}"` })
  equal(status, 409, 'the refusal')
  check(body.errors.some(({ field }) => field.startsWith('work-orders/')), 'its jobs are named')
  equal(await list.locator('li').count(), body.errors.length, 'what the page lists')
  await stage.shot('afternoon-9-refused', admin.page)
  await list.getByRole('link').first().click()
  await admin.at('edit-record').or(admin.at('tab-overview')).first().waitFor()
  equal((await administrator.record('accounts', ids.account)).id, ids.account, 'it is still there')
}

// features: AUDT-08
export async function restoreDeleted(stage) {
  const { admin, administrator } = stage
  const { id } = await administrator.post('/api/accounts/', { name, kind: 'company' })
  await waitFor('the search to find it', async () => (await administrator.get('/api/search/?q=Short-lived')).items.length === 1)
  await admin.go(`/records/accounts/${id}`)
  await admin.at('delete-record').click()
  await admin.at('confirm-delete').click()
  await admin.page.waitForURL('**/records/accounts')
  equal((await administrator.call('GET', `/api/accounts/${id}/`)).status, 404, 'a deleted account')
  await waitFor('the search to forget it', async () => (await administrator.get('/api/search/?q=Short-lived')).items.length === 0)
  await admin.at('transfer-menu').click()
  await admin.at('list-deleted').click()
  await admin.at(`deleted-${id}`).getByText(name).waitFor()
  await stage.shot('afternoon-9-deleted', admin.page)
  await admin.at(`restore-${id}`).click()
  await admin.at(`deleted-${id}`).waitFor({ state: 'detached' })
  await admin.page.keyboard.press('Escape')
  equal((await administrator.record('accounts', id)).name, name, 'the restored account')
  const { items } = await administrator.get(`/api/accounts/${id}/history/`)
  equal(items.map((one) => one.action).reverse(), ['create', 'delete', 'restore'], 'its versions')
  await waitFor('the search to find it again', async () => (await administrator.get('/api/search/?q=Short-lived')).items.length === 1)
}
