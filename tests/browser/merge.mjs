// Two records that are one, as a person finds and merges them: the warning while typing, the list of probable duplicates, both
// side by side, by mouse and by keys, taking it back at once and from the history; on a phone too.
//   node tests/browser/merge.mjs --programs build/sanitize --map build/map [--postgresql]
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { follow, listed, merge, name, pairs, typing, undo } from './merge/merging.mjs'

process.exit(await perform({ vans: 0 }, async (stage, run) => {
  await run('1', 'a form tells what looks the same, and saves it all the same', typing)
  await run('2', 'the list of probable duplicates names both and why', listed, '1')
  await run('3', 'both side by side: values and links that move, then merged', merge, '2')
  await run('4', 'who opens the merged one is led to the one that stays', follow, '3')
  await run('5', 'undone at once, from the result', undo, '3')
  await run('6', 'by keys alone, the other way round, and undone from the history', keys, '5')
  await run('7', 'they are two: said once, remembered', distinct, '6')
  await run('8', 'a company\'s rule speaks while one types', rule, '1')
  await run('8b', 'a phone shows list and dialog without scrolling sideways', phone, '1')
}))

// features: DQLT-01 X-18
async function keys(stage) {
  const { office, hub, ids } = stage
  const { page } = office
  await waitFor('the pair to be found again', async () => (await hub.get(`/api/accounts/${ids.second}/duplicates/`)).items.length === 1)
  await office.go(`/records/accounts/${ids.second}`)
  await office.at('duplicate-notice').getByText(/^\d+ %$/).waitFor()
  await office.at('duplicate-compare').focus()
  await page.keyboard.press('Enter')
  await office.at('merge-do').waitFor()
  await office.at('merge-name-kept').focus()
  await page.keyboard.press('ArrowRight')
  check(await office.at('merge-name-other').isChecked(), 'the arrow chooses the other name')
  await office.at('merge-do').focus()
  await page.keyboard.press('Enter')
  await office.at('merge-result').and(page.locator('[data-state=merged]')).waitFor()
  await office.at('merge-close').focus()
  await page.keyboard.press('Enter')
  equal((await hub.record('accounts', ids.second)).name, name, 'the name that was chosen')
  await hub.change('accounts', ids.second, { name: 'Talblick neu' })
  await office.go(`/records/accounts/${ids.second}?tab=history`)
  await office.at('merges').getByTestId('merge-undo').click()
  await office.at('merge-left').getByText('name').waitFor()
  await stage.shot('merge-undone', page)
  equal((await hub.record('accounts', ids.second)).name, 'Talblick neu', 'what was changed since')
  equal((await hub.record('accounts', ids.first)).name, name, 'the other one is there again')
}

async function distinct(stage) {
  const { office, hub, ids } = stage
  await hub.change('accounts', ids.second, { name: 'Talblick Haustechnik' })
  await waitFor('the pair', async () => (await hub.get(`/api/accounts/${ids.second}/duplicates/`)).items.length === 1)
  await office.go('/data-quality?type=crm.Account')
  await pairs(office).getByTestId('pair-distinct').click()
  await pairs(office).waitFor({ state: 'detached' })
  equal((await hub.get(`/api/accounts/${ids.second}/duplicates/`)).items, [], 'what the record looks like')
}

// features: DQLT-02
async function rule(stage) {
  const admin = await stage.officePage('admin', undefined, { login: 'admin@demo.example' })
  await admin.go('/records/validation-rules/new')
  await admin.at('record-form').waitFor()
  await admin.pick('of_type', 'crm.Account', 'Account')
  await admin.at('field-field').fill('industry')
  await admin.at('field-condition').fill('industry != "Secret"')
  await admin.at('field-message').fill('Name the industry openly')
  await admin.at('form-save').click()
  await admin.at('action-activate').click()
  await admin.page.getByText('Active', { exact: true }).first().waitFor()
  const { office, hub } = stage
  await office.go('/records/accounts/new')
  await office.at('field-name').fill('Something else')
  await office.at('field-industry').fill('Secret')
  await office.at('record-form').getByText('Name the industry openly').waitFor()
  await stage.shot('merge-rule', office.page)
  const form = office.at('record-form')
  await office.at('field-industry').fill('Wood')
  await form.getByText('Name the industry openly').waitFor({ state: 'detached' })
  await office.at('field-industry').fill('Secret')
  await office.at('form-save').click()
  await form.getByText('Name the industry openly').waitFor()
  const refused = await hub.call('POST', '/api/accounts/', { name: 'Something else', industry: 'Secret' })
  equal([refused.status, refused.body.errors], [400, [{ field: 'industry', text: 'Name the industry openly' }]], 'what the API says')
  await office.at('field-industry').fill('Wood')
  await office.at('form-save').click()
  await office.at('edit-record').waitFor()
  const made = await hub.one('accounts', 'name = "Something else"')
  const { completeness } = await hub.record('accounts', made.id)
  check(completeness.percent > 0 && completeness.percent < 100 && completeness.missing.includes('channels'), 'the record has a score and says what is missing')
  await office.at('completeness').getByText(`${completeness.percent} %`).waitFor()
}

async function phone(stage) {
  const { office, hub } = stage
  for (const industry of ['Housing', 'Property']) await hub.post('/api/accounts/', { name: 'Seeblick Immobilienverwaltung', industry, channels: [{ kind: 'mail', value: 'a@see.test' }] })
  await office.page.setViewportSize({ width: 360, height: 740 })
  const narrow = async (what) => {
    await stage.shot(`phone-${what}`, office.page)
    const [wide, room] = await office.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    check(wide <= room, `${what} fits into 360 pixels, it has ${wide}`)
  }
  const pair = office.at('pair').filter({ hasText: 'Seeblick' })
  await waitFor('the pair', async () => (await hub.get('/api/duplicates/?type=crm.Account')).items.some(({ records }) => records[0].title.startsWith('Seeblick')))
  await office.go('/data-quality?type=crm.Account')
  await pair.waitFor()
  await narrow('pairs')
  await pair.getByTestId('pair-compare').click()
  await office.at('merge-do').waitFor()
  await narrow('dialog')
}
