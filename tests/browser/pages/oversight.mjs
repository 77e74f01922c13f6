// Who watches over access: people who were stopped and are let in again, and the API's versions with the programs that ask for them.
import { demoPassword } from '../../../deploy/local/company.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { HubClient } from '../lib/hub.mjs'
import { check, equal } from '../lib/steps.mjs'

// features: AUDT-06 with tests/hub/api/odd_use_test.cpp
export async function stopped(stage) {
  const { admin, hub } = stage
  const { page } = admin
  for (let number = 0; number < 120; number++) await hub.post('/api/contacts/', { name: { given: 'Person', family: `No ${number}` } })
  await hub.post('/api/settings/', { key: 'access.odd_reads_per_hour', value: '100' })

  await found(admin, 'Access', 'access-none')
  await admin.at('rule-reads').getByText('Stop for an hour').click()
  await waitFor('the company to stop people', async () => (await hub.list('settings', 'key = "access.odd_use"'))[0]?.value === '"block"')
  const users = []
  for (const name of ['dispatcher', 'bookkeeper']) users.push(await new HubClient(hub.url).signIn(`${name}@demo.example`, demoPassword))
  const read = (user) => user.call('GET', '/api/contacts/?page_size=200')
  for (const user of users) equal((await read(user)).status, 200, 'it is read')
  await hub.get('/api/access-log/')
  for (const user of users) equal((await read(user)).status, 403, 'and then no more')
  const [dispatcher, bookkeeper] = users.map(({ session }) => session.user.id)

  await page.reload()
  const deed = admin.at(`deed-${dispatcher}`)
  await deed.filter({ hasText: /protected records within the hour: .*Contacts 1\d\d/ }).waitFor()
  await stage.shot('pages-access', page)
  // What was read stands in the log of reads, of this person alone.
  await admin.at(`access-log-${dispatcher}`).click()
  await admin.at('audit').getByText('dispatcher', { exact: false }).first().waitFor()
  equal(await admin.at('audit').getByText('Bookkeeper', { exact: false }).count(), 0, 'entries of others')
  await page.goBack()

  // A question first; Escape leaves all as it is, and the focus where it was.
  await admin.at(`let-in-${dispatcher}`).click()
  await admin.at('let-in-dialog').waitFor()
  await stage.shot('pages-access-ask', page)
  await page.keyboard.press('Escape')
  await waitFor('the focus on the button', () => page.evaluate((id) => document.activeElement?.dataset.testid === id, `let-in-${dispatcher}`))
  await page.keyboard.press('Enter')
  await admin.at('let-in-confirm').click()
  await admin.at(`let-in-${dispatcher}`).waitFor({ state: 'detached' })
  await waitFor('the dispatcher to read again', async () => (await read(users[0])).status === 200)

  // A colleague was quicker: it is said, with what to do, and the list is as it is by now.
  await admin.at(`let-in-${bookkeeper}`).click()
  equal((await hub.call('DELETE', `/api/blocked-users/${bookkeeper}/`)).status, 204, 'let in elsewhere')
  await admin.at('let-in-confirm').click()
  await admin.at('let-in-dialog').getByTestId('error-state').waitFor()
  await page.keyboard.press('Escape')
  await admin.at('access-none').waitFor()
}

// features: API-08 with tests/hub/api/api_versions_test.cpp
export async function versions(stage) {
  const { admin, hub } = stage
  const { page } = admin
  const { id, key } = await hub.post('/api/api-keys/', { name: 'Webshop', scopes: ['read'] })
  for (let number = 0; number < 3; number++) {
    const { status } = await fetch(`${hub.url}/api/v1/accounts/?page_size=1`, { headers: { Authorization: `Bearer ${key}` } })
    equal(status, 200, 'the program is answered')
  }
  await found(admin, 'API versions', 'api-version-1')
  equal(await admin.at('api-version-1').getAttribute('data-fate'), 'newest', 'what becomes of the only version')
  const row = admin.at('programs-1').getByRole('row', { name: /Webshop/ })
  await row.getByText('3', { exact: true }).waitFor()
  await stage.shot('pages-api-versions', page)
  await row.getByRole('link', { name: 'Webshop' }).click()
  await page.waitForURL(`**/records/api-clients/${id}`)
  await page.goBack()
  equal(await admin.at('api-docs').getAttribute('href'), '/api/docs', 'the way to the description')
  check((await fetch(`${hub.url}/api/docs`)).ok, 'which is there')
}

/** By the search of pages, as somebody who does not know the menu. */
async function found(office, title, testId) {
  await office.at('open-palette').click()
  await office.at('palette-input').fill(title)
  await office.page.getByRole('option', { name: title, exact: true }).click()
  await office.page.getByRole('heading', { level: 1, name: title }).waitFor()
  await office.at(testId).waitFor()
}
