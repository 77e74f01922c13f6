// What changes while one is there is said, and dialogs keep and give back the focus.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

export async function live(stage) {
  const { admin, hub } = stage
  const { page } = admin
  await admin.go('/records/accounts?order=name')
  const count = admin.at('list-count')
  await count.waitFor()
  equal(await count.getAttribute('role'), 'status', 'what the list counts is told when it changes')
  const before = await count.innerText()
  await hub.post('/api/accounts/', { name: 'Aa Neu' })
  await waitFor('the new count', async () => (await count.innerText()) !== before)
  check((await admin.at('live-state').getAttribute('role')) === 'status' || (await admin.at('live-state').locator('xpath=ancestor-or-self::*[@role="status"]').count()) > 0, 'whether the page is live is a status')

  // A dialog takes the focus, keeps it, and gives it back.
  await admin.at('open-palette').focus()
  await page.keyboard.press('Enter')
  await admin.at('palette-input').waitFor()
  await waitFor('the focus in the palette', () => page.evaluate(() => document.activeElement?.closest('[role=dialog]') !== null))
  for (let step = 0; step < 6; step++) {
    await page.keyboard.press('Tab')
    check(await page.evaluate(() => document.activeElement?.closest('[role=dialog], [data-floating-ui-focus-guard]') !== null || document.activeElement === document.body), 'Tab stays in the dialog')
  }
  await admin.at('palette-input').focus()
  await page.keyboard.press('Escape')
  await admin.at('palette-input').waitFor({ state: 'detached' })
  await waitFor('the focus where it was', () => page.evaluate(() => document.activeElement?.dataset.testid === 'open-palette'))

  // Names, roles and states of a row's parts.
  const row = page.getByRole('row', { name: /Aa Neu/ })
  await row.getByRole('checkbox', { name: /Aa Neu/ }).check()
  equal(await row.getAttribute('aria-selected'), 'true', 'the row says that it is chosen')
}
