// A record's page and its form.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

// features: COLL-03
export async function conflict({ office, other, hub, ids }) {
  for (const one of [office, other]) {
    await one.go(`/records/accounts/${ids.account}?edit=1`)
    await one.at('record-form').waitFor()
  }
  for (const one of [office, other]) await one.page.locator('[data-testid^=present-][title$="edits this"]').waitFor()
  equal(await office.page.locator('[data-testid^=present-]').count(), 1, 'each sees the other, and not himself')
  await office.at('field-industry').fill('Hotels')
  await office.at('field-registration').fill('FL-0002.111.222-3')
  await other.fill({ industry: 'Gastronomy', legal_name: 'Alpenhotel Muster AG' })
  await other.at('form-save').click()
  await other.at('record-form').waitFor({ state: 'detached' })
  await office.at('changed-meanwhile').waitFor()
  await office.at('form-save').click()
  const dialog = office.at('conflict-dialog')
  await dialog.waitFor()
  check(await office.at('conflict-save').isDisabled(), 'what both changed is somebody’s to choose')
  check(await office.at('conflict-legal_name-theirs').isChecked(), 'what only the other changed stands')
  await office.at('conflict-back').click()
  equal(await office.at('field-industry').inputValue(), 'Hotels', 'nothing typed is lost by going back')
  await office.at('form-save').click()
  await office.at('conflict-industry-theirs').check()
  await office.at('conflict-save').click()
  await office.at('record-form').waitFor({ state: 'detached' })
  const { industry, legal_name, registration } = await hub.record('accounts', ids.account)
  // Who only looks sees what the other saved without asking for it, and then that he went.
  await other.page.getByText('FL-0002.111.222-3').waitFor()
  await other.page.locator('[data-testid^=present-][title$="looks at this"]').waitFor()
  await office.go('/records/accounts')
  await other.page.locator('[data-testid^=present-]').waitFor({ state: 'detached' })
  equal([industry, legal_name, registration], ['Gastronomy', 'Alpenhotel Muster AG', 'FL-0002.111.222-3'], 'field by field as chosen')
}

// features: COLL-03
export async function changedOutOfSight({ office, hub }) {
  const { id } = await hub.post('/api/accounts/', { name: 'Tagged while typing' })
  await office.go(`/records/accounts/${id}?edit=1`)
  await office.at('field-industry').fill('Hotels')
  const tag = await hub.post('/api/tags/', { name: 'Winter service', slug: 'winter-service' })
  const { version } = await hub.change('accounts', id, { industry: 'Hotels', tags: [tag.id] })
  await office.at('field-registration').fill('FL-0002.333.444-5')
  await office.at('form-save').click()
  await office.at('record-form').waitFor({ state: 'detached' })
  const now = await hub.record('accounts', id)
  equal([now.industry, now.registration, now.tags, now.version], ['Hotels', 'FL-0002.333.444-5', [tag.id], version + 1], 'saved on the newer version without a question')
}

// features: COLL-03
export async function deletedMeanwhile({ office, hub }) {
  const { page } = office
  const edited = async (name) => {
    const { id } = await hub.post('/api/accounts/', { name })
    await office.go(`/records/accounts/${id}?edit=1`)
    await office.at('field-industry').fill('Hotels')
    return id
  }
  const remove = async (id) => {
    const { version } = await hub.record('accounts', id)
    await hub.call('DELETE', `/api/accounts/${id}/`, undefined, { 'If-Match': `"${version}"` })
  }
  const id = await edited('Deleted while typing')
  await remove(id)
  await office.at('gone').getByText('This record was deleted').waitFor()
  await office.at('gone-by').getByText('Dispatcher').waitFor()
  equal(await office.at('changed-meanwhile').count(), 0, 'it is not told as a change')
  await office.at('form-save').click()
  await waitFor('the words of the deletion to have the focus', () => page.evaluate(() => document.activeElement?.dataset.testid === 'gone'))
  equal([await office.at('form-error').count(), await office.at('field-industry').inputValue()], [0, 'Hotels'], 'no error beside it, and nothing typed is lost')
  await office.at('gone-restore').click()
  await office.at('gone').waitFor({ state: 'detached' })
  equal((await hub.record('accounts', id)).name, 'Deleted while typing', 'it is there again')

  const second = await edited('Deleted and taken over')
  await remove(second)
  await office.at('gone-copy').click()
  await page.waitForURL('**/records/accounts/new')
  equal([await office.at('field-name').inputValue(), await office.at('field-industry').inputValue()], ['Deleted and taken over', 'Hotels'], 'a new record begins with what was typed')
  await office.at('form-save').click()
  await office.at('edit-record').waitFor()
  const taken = await hub.one('accounts', 'name = "Deleted and taken over"')
  equal([taken.industry, taken.id === second], ['Hotels', false], 'made as a new one')
}

export async function files({ office, hub, ids }) {
  const { page } = office
  await office.go(`/records/accounts/${ids.account}?tab=files`)
  await office.at('drop-area').waitFor()
  await office.at('files-folder').fill('Plans')
  const drop = (name, text) => page.evaluate(([name, text]) => {
    const data = new DataTransfer()
    data.items.add(new File([text], name, { type: 'text/plain' }))
    document.querySelector('[data-testid=drop-area]').dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data }))
  }, [name, text])
  await drop('heating.txt', 'first')
  await page.getByRole('heading', { name: 'Plans' }).waitFor()
  const file = await waitFor('the file', async () => (await hub.list('attachments', `about.id = "${ids.account}"`))[0])
  equal([file.name, file.folder, file.versions.length], ['heating.txt', 'Plans', 1], 'kept with its folder')
  await office.at(`file-menu-${file.id}`).click()
  const [chooser] = await Promise.all([page.waitForEvent('filechooser'), page.getByRole('menuitem', { name: 'Upload a newer version' }).click()])
  await chooser.setFiles({ name: 'heating2.txt', mimeType: 'text/plain', buffer: Buffer.from('second') })
  await office.at(`file-${file.id}`).getByText('Version 2').waitFor()
  const [download] = await Promise.all([page.waitForEvent('download'), office.at(`download-${file.id}`).click()])
  equal(Buffer.concat(await (await download.createReadStream()).toArray()).toString(), 'second', 'the newest is handed out')
  // Writing is shown as writing; a program is refused with the limit's name.
  await page.getByRole('button', { name: 'Look at heating.txt' }).click()
  await office.at('file-text').getByText('second').waitFor()
  await page.keyboard.press('Escape')
  await office.at('file-text').waitFor({ state: 'detached' })
  await drop('tool.txt', '#!/bin/sh')
  await page.getByRole('alert').filter({ hasText: 'files.limits' }).waitFor()
  await office.at(`file-menu-${file.id}`).click()
  await office.at(`file-remove-${file.id}`).click()
  await office.at(`file-${file.id}`).waitFor({ state: 'detached' })
  // One stays, for the look at it on a phone.
  await drop('a very long name of a file that nobody would type on a telephone.txt', 'third')
  await office.at('file-list').waitFor()
}

export async function notes({ office, hub, ids }) {
  const { page } = office
  await office.go(`/records/accounts/${ids.account}?tab=talk`)
  await office.at('note-text').pressSequentially('Please ask @Office D')
  await page.getByRole('option', { name: 'Office Dispatcher' }).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.type('before Friday')
  await office.at('note-add').click()
  await office.at('record-notes').locator('.mention-name').filter({ hasText: '@Office Dispatcher' }).waitFor()
  const note = (await hub.list('notes', `about.id = "${ids.account}"`)).find((one) => one.text.includes('before Friday'))
  equal(note.text, 'Please ask @Office Dispatcher before Friday', 'the note as it was written')
  equal(note.internal, true, 'internal unless said otherwise')
  await office.at(`note-${note.id}`).getByText('intern').waitFor()

  await office.at('task-add').click()
  await office.at('field-title').fill('Order the boiler')
  await office.pick('assignee_user', 'Office', 'Office Bookkeeper')
  await office.at('task-save').click()
  const list = office.at('record-tasks')
  await list.getByRole('checkbox', { name: 'Done: Order the boiler' }).check()
  const task = await waitFor('the task to be done', async () => (await hub.list('tasks', 'title = "Order the boiler" AND state = done'))[0])
  equal(task.about.id, ids.account, 'it belongs to the account')
}

export async function rollBack({ office, hub, ids }) {
  const { version } = await hub.record('accounts', ids.account)
  await office.go(`/records/accounts/${ids.account}?tab=history`)
  await office.at(`version-${version - 1}`).click()
  await office.at('roll-back').getByText('Registration').waitFor()
  await office.at('roll-back-save').click()
  await office.at('roll-back').waitFor({ state: 'detached' })
  const now = await hub.record('accounts', ids.account)
  equal([now.registration ?? null, now.version], [null, version + 1], 'the earlier value as a new version')
}

export async function draft({ office }) {
  const { page } = office
  await office.go('/records/accounts/new')
  await office.at('record-form').waitFor()
  await office.at('field-name').fill('Half typed')
  await office.at('field-industry').fill('Bakery')
  await office.at('completeness').getByText(/missing: /).waitFor()
  await waitFor('the draft', () => page.evaluate(() => Object.keys(localStorage).some((key) => key.includes('draft') && localStorage[key].includes('Bakery'))))
  await page.reload()
  await office.at('draft-take').click()
  equal([await office.at('field-name').inputValue(), await office.at('field-industry').inputValue()], ['Half typed', 'Bakery'], 'what was typed is back')
  await office.at('form-cancel').click()
  await office.go('/records/sites/new')
  await office.at('field-address-position-map').click()
  const box = await office.at('map').boundingBox()
  await page.locator('.maplibregl-canvas').waitFor()
  await waitFor('a press on the map to place the site', async () => {
    await page.mouse.click(box.x + box.width / 3, box.y + box.height / 2)
    return (await office.at('field-address-position-latitude').inputValue()) !== ''
  })
  await office.go('/records/maintenance-plans/new')
  await office.at('field-recurrence-every').click()
  await page.getByRole('option', { name: 'weekly', exact: true }).click()
  await page.getByText('Mon', { exact: true }).click()
  await office.at('next-dates').getByText(/Next: .* · .*/).waitFor()
  await office.at('field-recurrence-ends').click()
  await page.getByRole('option', { name: 'after a number', exact: true }).click()
  await office.at('field-recurrence-count').fill('2')
  await waitFor('two dates', async () => ((await office.at('next-dates').innerText()).match(/·/g) ?? []).length === 1)
}
