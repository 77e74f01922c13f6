// Reading mail and papers: the list at the left, the reader at the right; on a phone the one or the other. And the quick ways:
// a dialog in place, the button under the thumb, deals and tasks on boards.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

// features: WEB-05 with "cells are edited in place" and "many are changed at once" of records.mjs
export async function split(stage) {
  const { admin, hub, ids } = stage
  const { page } = admin
  await admin.go('/records/conversations?order=created_at')
  await admin.at('split').waitFor()
  await reads(admin, 'Boiler quote')
  await admin.at('thread').getByText('A question about: Boiler quote.').waitFor()
  equal(await page.locator('.bubble[data-own]').count(), 1, 'one\'s own messages stand apart')

  // Down and up by the keys; whoever walks stays on his row, and the address names it.
  await admin.at(`split-${ids.talks[0]}`).focus()
  await page.keyboard.press('ArrowDown')
  await reads(admin, 'Access to the cellar')
  await waitFor('the focus on the second row', async () => (await page.evaluate(() => document.activeElement?.dataset.testid)) === `split-${ids.talks[1]}`)
  await page.keyboard.press('ArrowDown')
  await reads(admin, 'Invoice address')
  await page.keyboard.press('ArrowUp')
  await reads(admin, 'Access to the cellar')
  check(page.url().includes(`at=${ids.talks[1]}`), 'the address says which one is read')
  await admin.at('answer-text').fill('The key is at the reception.')
  await admin.at('answer-add').click()
  await admin.at('thread').locator('.bubble').filter({ hasText: 'The key is at the reception.' }).waitFor()
  equal(await admin.at('answer-text').inputValue(), '', 'the box is free for the next one')
  await stage.shot('pages-split-talk', page)

  await admin.go(`/records/messages?at=${(await hub.list('messages', `conversation = "${ids.talks[0]}" AND direction = in`))[0].id}`)
  await admin.at('message-text').getByText('reception@alpenhotel.example').waitFor()
  await admin.go(`/records/paperwork-documents?at=${ids.papers[0]}`)
  await admin.at('paper-reader').getByText('Service report').first().waitFor()
  await admin.go(`/records/attachments?at=${ids.files[0]}`)
  await waitFor('the picture', () => admin.at('file-reader').locator('img').evaluate((image) => image.complete && image.naturalWidth > 0))
  await stage.shot('pages-split-file', page)
}

export async function phone(stage) {
  const { thumb, ids } = stage
  const { page } = thumb
  await thumb.go('/records/conversations?order=created_at')
  await thumb.at(`split-${ids.talks[1]}`).waitFor()
  equal(await thumb.at('split-record').count(), 0, 'the list alone')
  check(await thumb.at('floating-new').isVisible(), 'the main action is under the thumb')
  await thumb.at(`split-${ids.talks[1]}`).click()
  await reads(thumb, 'Access to the cellar')
  check(!(await thumb.at(`split-${ids.talks[1]}`).isVisible()), 'the reader alone')
  await stage.shot('pages-split-phone', page)
  await thumb.at('split-back').click()
  await waitFor('the focus on the row that was read', async () => (await page.evaluate(() => document.activeElement?.dataset.testid)) === `split-${ids.talks[1]}`)
  // The phone's own way back leads there, too.
  await thumb.at(`split-${ids.talks[0]}`).click()
  await reads(thumb, 'Boiler quote')
  await page.goBack()
  await thumb.at(`split-${ids.talks[0]}`).waitFor()
  await thumb.at('floating-new').click()
  await thumb.at('record-form').waitFor()
}

export async function quick(stage) {
  const { admin, hub, ids } = stage
  const { page } = admin
  // A dialog in place: what an action needs is asked over the page that one is on.
  await admin.openJob(ids.job)
  const here = page.url()
  await admin.at('more-actions').first().click()
  await page.locator('[data-testid^=action-]:visible').filter({ hasText: 'Cancel' }).first().click()
  await admin.at('action-dialog').waitFor()
  equal(page.url(), here, 'the page stays')
  await page.keyboard.press('Escape')
  await admin.at('action-dialog').waitFor({ state: 'detached' })

  await admin.go('/records/deals?show=board')
  await admin.at(`card-${ids.deal}`).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await page.locator('[data-column="won"]').getByTestId(`card-${ids.deal}`).waitFor()
  await waitFor('the deal to be won', async () => (await hub.record('deals', ids.deal)).state === 'won')
  await admin.go('/records/tasks?show=board')
  await admin.at(`card-${ids.task}`).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await waitFor('the task to be done', async () => (await hub.record('tasks', ids.task)).state === 'done')
}

const reads = (office, subject) => office.at('split-record').getByRole('heading', { name: subject, exact: true }).waitFor()
