// A webhook by the screens: registered, its deliveries fail, recover and are sent again. stage.admin is an administrator's page,
// stage.receiver the other system.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

export async function register(stage) {
  const { admin: office, receiver } = stage
  stage.endpoint = await office.create('webhook-endpoints', { url: receiver.url, description: 'The other system', events: 'crm.Account.created' })
  await office.at('endpoint-no-secret').waitFor()
  await office.at('endpoint-secret').click()
  await office.at('secret-submit').click()
  stage.secret = await office.at('secret-text').innerText()
  check(stage.secret.startsWith('whsec_'), 'the secret is shown')
  await stage.shot('webhooks-secret', office.page)
  await office.at('secret-noted').click()
  await office.at('endpoint-no-secret').waitFor({ state: 'detached' })
  equal(await office.page.getByText(stage.secret).count(), 0, 'and not again')
  equal(await office.at('action-redeliver-failed').getAttribute('data-variant'), 'default', 'sending again is not urged while nothing has failed')
}

export async function fail(stage) {
  const { admin: office, hub, receiver } = stage
  Object.assign(receiver, { status: 500, text: 'no room' })
  await hub.post('/api/accounts/', { name: 'Told of', kind: 'company' })
  await office.at('endpoint-failing').waitFor()
  await office.go(`/records/webhook-deliveries?where=${encodeURIComponent(`endpoint = "${stage.endpoint}"`)}`)
  await office.page.getByText('crm.Account.created').first().waitFor()
  await office.page.getByText('500', { exact: true }).first().waitFor()
  await stage.shot('webhooks-failing', office.page)
}

export async function recover(stage) {
  const { admin: office, receiver } = stage
  Object.assign(receiver, { status: 200, text: 'thanks' })
  await office.page.getByText('Delivered', { exact: true }).first().waitFor()
  await office.page.getByText('crm.Account.created').first().click()
  await office.at('action-redeliver').click()
  await waitFor('it to come again', () => receiver.of('crm.Account.created').length === 3)
  await office.at('page-title').filter({ hasText: 'crm.Account.created' }).waitFor()
  await office.at('value-record_id').getByRole('link', { name: 'Told of' }).waitFor()
  stage.delivery = new URL(office.page.url()).pathname
  await stage.shot('webhooks-delivery', office.page)
  await office.go(`/records/webhook-endpoints/${stage.endpoint}`)
  await office.act('send-test')
  await office.page.getByText('One message is on its way.').waitFor()
  await waitFor('the test', () => receiver.of('webhook.test').length === 1)
}
