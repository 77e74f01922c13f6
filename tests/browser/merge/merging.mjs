// Two records that are one, by the screens: the warning while typing, the list of probable duplicates, both side by side, and back.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

export const name = 'Talblick Haustechnik GmbH'

export async function typing(stage) {
  const { hub, ids } = stage
  stage.office = await stage.officePage('office', undefined, { login: 'dispatcher@demo.example' })
  const { office } = stage
  ids.first = (await hub.post('/api/accounts/', { name, industry: 'Heating', channels: [{ kind: 'mail', value: 'info@talblick.test' }] })).id
  await waitFor('the first to be known', async () => (await hub.post('/api/accounts/draft-check/', { name })).looks_like.length === 1)
  await office.go('/records/accounts/new')
  await office.at('field-name').fill('Talblick Haustechnik')
  await office.at('looks-like').getByText(name).waitFor()
  await stage.shot('merge-typing', office.page)
  await office.at('form-save').click()
  await office.at('edit-record').waitFor()
  ids.second = office.page.url().split('/').pop().split('?')[0]
  await hub.change('accounts', ids.second, { language: 'de', channels: [{ kind: 'mail', value: 'info@talblick.test' }, { kind: 'phone', value: '+423 232 55 66' }] })
  ids.child = (await hub.post('/api/accounts/', { name: 'Bergblick Werkstatt', parent: ids.second })).id
}

export function pairs(office) {
  return office.at('pair').filter({ hasText: name })
}

export async function listed(stage) {
  const { office } = stage
  await office.go('/records/accounts')
  await office.at('transfer-menu').click()
  await office.at('list-duplicates').click()
  await pairs(office).getByText('e-mail').waitFor()
  await stage.shot('merge-pairs', office.page)
  equal(await pairs(office).count(), 1, 'pairs of this name')
}

export async function merge(stage) {
  const { office, hub, ids } = stage
  await pairs(office).getByTestId('pair-compare').click()
  await office.at('merge-do').waitFor()
  // Whichever of the two comes first: the one with the legal form is to stay.
  if (!(await office.at('merge-dialog').getByText(`${name} stays`).count())) await office.at('merge-swap').click()
  await office.at('merge-dialog').getByText(`${name} stays`).waitFor()
  await office.at('merge-references').getByText('Accounts: 1').waitFor()
  await office.at('merge-language-other').check()
  await stage.shot('merge-dialog', office.page)
  await office.at('merge-do').click()
  await office.at('merge-result').and(office.page.locator('[data-state=merged]')).waitFor()
  await stage.shot('merge-result', office.page)
  const kept = await hub.record('accounts', ids.first)
  equal([kept.name, kept.industry, kept.language, kept.channels.length], [name, 'Heating', 'de', 2], 'the values that were chosen')
  equal((await hub.record('accounts', ids.child)).parent, ids.first, 'where the link leads')
  equal((await hub.call('GET', `/api/accounts/${ids.second}/`)).status, 410, 'the other one')
}

export async function follow(stage) {
  const other = await stage.officePage('other')
  await other.go(`/records/accounts/${stage.ids.second}`)
  await other.page.waitForURL(`**/records/accounts/${stage.ids.first}*`)
  // The refusal is what leads on: the browser notes it, and it is no complaint.
  stage.browser.complaints = stage.browser.complaints.filter((text) => !text.includes('410'))
}

export async function undo(stage) {
  const { office, hub, ids } = stage
  await office.at('merge-undo').click()
  await office.at('merge-result').and(office.page.locator('[data-state=undone]')).waitFor()
  await office.at('merge-close').click()
  equal((await hub.record('accounts', ids.child)).parent, ids.second, 'where the link leads again')
  check(!(await hub.record('accounts', ids.first)).language, 'the value that was taken is given back')
}
