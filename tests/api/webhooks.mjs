// Another system is told of changes: registers, verifies with the text of docs/webhooks.md, fails, recovers.
// features: API-06
import { readFileSync } from 'node:fs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { Receiver, toThisComputer } from '../browser/lib/receiver.mjs'
import { check, equal } from '../browser/lib/steps.mjs'
import { withCompany } from './company.mjs'

const example = readFileSync(new URL('../../docs/webhooks.md', import.meta.url), 'utf8').match(/```js\n([^]*?)```/)[1]
const { verify } = await import(`data:text/javascript,${encodeURIComponent(example)}`)

const receiver = await new Receiver().open()
let admin, endpoint, secret, account
const path = () => `/api/webhook-endpoints/${endpoint.id}`
const deliveries = (event) => admin.list('webhook-deliveries', `endpoint = "${endpoint.id}" AND event = "${event}"`)

async function register(signIn) {
  admin = await signIn('admin')
  endpoint = await admin.post('/api/webhook-endpoints/', { url: receiver.url, events: ['crm.Account.*'], description: 'The other system' })
  account = await admin.post('/api/accounts/', { name: 'Heard of later', kind: 'company' })
  secret = (await admin.post(`${path()}/secret/`, {})).secret
  check(secret.startsWith('whsec_'), 'a secret comes')
  check(!JSON.stringify(await admin.get(`${path()}/`)).includes(secret.slice(6)), 'and is not shown again')
}

async function arrives() {
  const first = await waitFor('the change before the secret was made', () => receiver.of('crm.Account.created')[0])
  check(verify(secret, first.headers, first.body), 'its signature is verified')
  check(!verify(secret, first.headers, first.body.replace('Heard', 'Forged')), 'a forged body is not')
  check(!verify(secret, { ...first.headers, 'webhook-timestamp': '1000000000' }, first.body), 'an old time is not')
  const { data } = JSON.parse(first.body)
  equal([data.record_type, data.id, data.record.name], ['crm.Account', account.id, 'Heard of later'], 'the record')
  const listed = await waitFor('its result in the list', async () => (await deliveries('crm.Account.created')).find(({ state }) => state === 'delivered'))
  equal([listed.status, listed.attempts], [204, 1], 'the list')
}

async function fails() {
  Object.assign(receiver, { status: 500, text: 'the database is full' })
  await admin.change('accounts', account.id, { name: 'Changed' })
  const failed = await waitFor('a failed attempt', async () => (await deliveries('crm.Account.changed')).find(({ status }) => status === 500))
  equal([failed.state, failed.tries[0].reply, failed.failure], ['waiting', 'the database is full', 'answered 500'], 'the log')
  check(new Date(failed.next_at) > new Date(failed.tries[0].at), 'the next attempt is planned')
  Object.assign(receiver, { status: 200, text: 'thanks' })
  const done = await waitFor('the second attempt', async () => (await deliveries('crm.Account.changed')).find(({ state }) => state === 'delivered'), 30000)
  equal([done.attempts, done.tries.length], [2, 2], 'both attempts are kept')
  const [first, second] = receiver.of('crm.Account.changed')
  equal([first.headers['webhook-id'], first.body], [second.headers['webhook-id'], second.body], 'the same message')
  check(verify(secret, second.headers, second.body), 'signed for its own time')
}

async function again() {
  const [delivery] = await deliveries('crm.Account.changed')
  await admin.post(`/api/webhook-deliveries/${delivery.id}/redeliver/`, {})
  await waitFor('it to come again', () => receiver.of('crm.Account.changed').length === 3)
  await admin.post(`${path()}/send-test/`, {})
  await waitFor('the test', () => receiver.of('webhook.test').length === 1)
}

async function rotates() {
  const next = (await admin.post(`${path()}/secret/`, { overlap_hours: 1 })).secret
  await admin.change('accounts', account.id, { name: 'Changed again' })
  const taken = await waitFor('a message', () => receiver.of('crm.Account.changed')[3])
  check(verify(next, taken.headers, taken.body) && verify(secret, taken.headers, taken.body), 'both secrets verify')
}

async function refuses(signIn) {
  const bad = await admin.call('POST', '/api/webhook-endpoints/', { url: receiver.url, events: ['crm.Account.exploded'] })
  equal([bad.status, bad.body.errors[0].field], [400, 'events'], 'an event that is none')
  const dispatcher = await signIn('dispatcher')
  equal((await dispatcher.call('POST', '/api/webhook-endpoints/', { url: receiver.url, events: ['*'] })).status, 403, 'a dispatcher')
  equal((await dispatcher.call('GET', '/api/jobs/')).status, 403, 'jobs, to a dispatcher')
  const { counts, kinds } = await admin.get('/api/jobs/?state=done&kind=webhook')
  check(kinds.webhook >= 4 && counts.failed === 0, 'the jobs behind it are listed')
}

const code = await withCompany(async ({ signIn, step }) => {
  await step('1', 'an endpoint is registered, its secret shown once', () => register(signIn))
  await step('2', 'a change arrives, and the documented text verifies it', arrives)
  await step('3', 'what fails is tried again and arrives', fails)
  await step('4', 'a delivery is sent again, and a test', again)
  await step('5', 'while the secret is replaced both sign', rotates)
  await step('6', 'what is wrong or not allowed is refused', () => refuses(signIn))
}, toThisComputer)
await receiver.close()
process.exit(code)
