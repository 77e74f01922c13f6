// Lists: columns, filters, saved views, cells, many at once.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

const heads = (office) => office.page.locator('.record-table th[data-testid^=head-]').evaluateAll((all) => all.map((one) => one.dataset.testid.slice(5)))

export async function openList(office, path, query = '') {
  await office.go(`/records/${path}${query}`)
  await office.page.locator('[data-testid=list-count], [data-testid=empty-state]').first().waitFor()
}

export async function columns({ office }) {
  await openList(office, 'work-orders')
  equal((await heads(office)).slice(0, 3), ['number', 'summary', 'state'], 'the type says which columns')
  await office.at('columns-menu').click()
  await office.at('columns').getByTestId('column-description').check()
  await office.at('columns').getByTestId('column-site').uncheck()
  await office.at('column-up-description').press('Enter')
  await office.at('width-summary').fill('260')
  await office.at('width-summary').press('Enter')
  await office.at('density').getByText('Dense').click()
  await office.page.keyboard.press('Escape')
  const wanted = ['number', 'summary', 'state', 'account', 'job_type', 'description', 'priority']
  equal(await heads(office), wanted, 'columns as chosen')
  const summary = office.at('head-summary')
  equal(Math.round((await summary.boundingBox()).width), 260, 'the width that was typed')
  const handle = await office.at('resize-summary').boundingBox()
  await office.page.mouse.move(handle.x + 4, handle.y + 8)
  await office.page.mouse.down()
  await office.page.mouse.move(handle.x + 64, handle.y + 8, { steps: 4 })
  await office.page.mouse.up()
  equal(Math.round((await summary.boundingBox()).width), 320, 'the width that was dragged')
  await office.page.reload()
  await office.at('list-count').waitFor()
  equal(await heads(office), wanted, 'kept for the next time')
  await office.at('columns-menu').click()
  await office.at('columns-reset').click()
  await office.page.keyboard.press('Escape')
  equal((await heads(office))[4], 'site', 'as delivered again')
}

export async function filters({ office, other, hub }) {
  await openList(office, 'work-orders')
  await office.at('add-filter').click()
  await office.at('filter-field').click()
  await office.page.getByRole('option', { name: 'State', exact: true }).click()
  await office.at('field-filter').click()
  await office.page.getByRole('option', { name: 'Planned', exact: true }).click()
  await office.at('filter-apply').click()
  await office.at('condition-state').getByText('State is Planned').waitFor()
  await office.at('add-filter').click()
  await office.at('filter-field').click()
  await office.page.getByRole('option', { name: 'Created', exact: true }).click()
  await office.at('filter-when').click()
  await office.page.getByRole('option', { name: 'This month', exact: true }).click()
  await office.at('filter-apply').click()
  await office.at('condition-created_at').getByText('Created is this month').waitFor()
  const planned = (await hub.list('work-orders', 'state = planned')).length
  await office.at('list-count').filter({ hasText: `${planned} of ${planned}` }).waitFor()
  check(office.page.url().includes('this_month'), 'the address says this month, not which one it is')

  await office.at('condition-state').locator('.chip-text').click()
  await office.at('filter-comparison').click()
  await office.page.getByRole('option', { name: 'is not', exact: true }).click()
  await office.at('filter-apply').click()
  await office.at('condition-state').getByText('State is not Planned').waitFor()
  await office.at('condition-state').getByRole('button', { name: /Remove filter/ }).click()

  await office.at('type-filter').click()
  await office.at('typed-filter-text').fill('state = ready AND urgency = high')
  await office.at('typed-filter-text').press('Enter')
  await office.at('typed-filter-place').locator('mark').filter({ hasText: 'urgency' }).waitFor()
  await office.at('typed-filter').getByRole('alert').filter({ hasText: 'no field "urgency"' }).waitFor()
  await office.at('typed-filter-text').fill('state = ready AND NOT priority = high')
  await office.at('typed-filter-text').press('Enter')
  const wanted = (await hub.list('work-orders', 'state = ready AND NOT priority = high')).length
  await office.at('list-count').filter({ hasText: `${wanted} of ${wanted}` }).waitFor()

  await openList(office, 'work-orders')
  await office.at('add-filter').click()
  await office.at('filter-field').click()
  await office.page.getByRole('option', { name: 'Account', exact: true }).click()
  await office.at('filter-behind').click()
  await office.page.getByRole('option', { name: 'Name', exact: true }).click()
  await office.at('field-filter').fill('alpen')
  await office.at('filter-apply').click()
  await office.at('condition-account.name').getByText('Account › Name has alpen').waitFor()
  const behind = (await hub.list('work-orders', 'account.name:alpen')).length
  await office.at('list-count').filter({ hasText: `${behind} of ${behind}` }).waitFor()

  await openList(other, 'contacts', `?f=${encodeURIComponent(`accounts.account=${(await hub.one('accounts', 'name = "Alpenhotel Muster"')).id}`)}`)
  const [download] = await Promise.all([other.page.waitForEvent('download'), other.at('choose-all').click().then(() => other.at('bulk-export').click())])
  const text = await (await download.createReadStream()).toArray()
  check(Buffer.concat(text).toString().includes('Alpenhotel Muster'), 'what a relation finds is exported')
}

export async function views(stage) {
  const { office, other, hub } = stage
  await openList(office, 'work-orders', '?f=state%3Dplanned&order=number')
  await office.at('save-view').click()
  await office.at('view-name').fill('Planned jobs')
  await office.at('view-name-save').click()
  const link = office.page.getByRole('link', { name: /Planned jobs/ })
  await link.waitFor()
  const view = await hub.one('saved-views', 'name = "Planned jobs"')
  stage.ids.view = view.id
  const planned = (await hub.list('work-orders', 'state = planned')).length
  equal(await office.at(`view-${view.id}-count`).innerText(), String(planned), 'its count')
  equal([view.of_type, view.filter, view.order_by], ['field.WorkOrder', 'state = "planned"', 'number'], 'what it keeps')

  await office.at('view-menu').click()
  await office.at('view-rename').click()
  await office.at('view-name').fill('Planned, by number')
  await office.at('view-name-save').click()
  await office.page.getByRole('link', { name: /Planned, by number/ }).waitFor()
  await office.at('view-menu').click()
  await office.at('view-share').click()
  await office.at('share-everyone').check()
  await office.at('share-save').click()
  await office.at('share-dialog').waitFor({ state: 'detached' })
  // Opened again by a browser that has picked nobody, it says whom by name.
  const { id: colleague } = await hub.one('users', 'login = "bookkeeper@demo.example"')
  await hub.change('saved-views', view.id, { shared_with: [{ everyone: true }, { user: colleague }] })
  await office.page.reload()
  await office.at('view-menu').click()
  await office.at('view-share').click()
  await office.at('share-dialog').getByText('Person: Office Bookkeeper').waitFor()
  await office.page.keyboard.press('Escape')
  await openList(other, 'work-orders')
  await other.page.getByRole('link', { name: /Planned, by number/ }).click()
  await other.at('condition-state').getByText('State is Planned').waitFor()
  equal(await other.at('view-menu').count(), 0, 'who has it by sharing does not change it')

  await office.at('view-menu').click()
  await office.at('view-default').click()
  await waitFor('the view to be the first', async () => (await hub.record('saved-views', view.id)).is_default === true)
  await office.go('/records/accounts')
  await openList(office, 'work-orders')
  await office.at('condition-state').waitFor()
  await office.at('view-all').click()
  await office.at('condition-state').waitFor({ state: 'detached' })
  await hub.change('saved-views', view.id, { is_default: false })
}

export async function editInPlace({ office, hub, ids }) {
  const cell = (name) => office.at(`cell-${ids.job}-${name}`)
  const editor = office.at('cell-editor')
  await openList(office, 'work-orders')
  await office.at('edit-in-place').click()
  await cell('summary').click()
  await editor.getByRole('textbox').fill('Cellar heating fault, again')
  await office.page.keyboard.press('Tab')
  await cell('summary').getByText('Cellar heating fault, again').waitFor()
  await editor.waitFor()
  check((await cell('summary').getByTestId('cell-editor').count()) === 0, 'Tab goes to the next cell that can be edited')
  await office.page.keyboard.press('Escape')
  await office.page.keyboard.press('Escape')
  await editor.waitFor({ state: 'detached' })
  equal((await hub.record('work-orders', ids.job)).summary, 'Cellar heating fault, again', 'saved')
  await office.at('undo').last().click()
  await cell('summary').getByText('Cellar heating fault', { exact: true }).waitFor()
  await waitFor('the hub to have it back', async () => (await hub.record('work-orders', ids.job)).summary === 'Cellar heating fault')

  await cell('summary').click()
  await editor.getByRole('textbox').fill('')
  await office.page.keyboard.press('Enter')
  await office.at('cell-error').waitFor()
  await office.page.keyboard.press('Escape')
  await editor.waitFor({ state: 'detached' })

  // Refused by the hub: somebody changed the same field meanwhile.
  await cell('summary').click()
  await editor.getByRole('textbox').fill('Mine')
  await office.page.route('**/api/work-orders/**', (route) => (route.request().method() === 'PATCH'
    ? route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify({ status: 400, title: 'Bad input', detail: 'no', errors: [{ field: 'summary', text: 'not this word' }] }) })
    : route.continue()))
  await office.page.keyboard.press('Enter')
  await office.at('cell-error').getByText('not this word').waitFor()
  equal(await editor.getByRole('textbox').inputValue(), 'Mine', 'what was typed stays')
  await office.page.unroute('**/api/work-orders/**')
  await office.page.keyboard.press('Enter')
  await editor.waitFor({ state: 'detached' })
  await waitFor('the second try to be saved', async () => (await hub.record('work-orders', ids.job)).summary === 'Mine')
  await hub.change('work-orders', ids.job, { summary: 'Cellar heating fault' })
}

export async function bulk({ office, hub }) {
  await openList(office, 'work-orders', '?order=number')
  const { page } = office
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  for (let count = 0; count < 4; count++) await page.keyboard.press('j')
  await page.keyboard.press('Shift+X')
  await office.at('bulk-bar').getByText('5 selected').waitFor()
  await office.at('bulk-change').click()
  await office.at('bulk-field').click()
  await page.getByRole('option', { name: 'Priority', exact: true }).click()
  await office.choose('priority', 'Urgent')
  await office.at('bulk-change-run').click()
  // The first four are closed, and frozen with it.
  await office.at('bulk-progress').filter({ hasText: '1 of 5 done, 4 refused' }).waitFor()
  equal(await page.locator('[data-testid^=bulk-refused-]').count(), 4, 'each refusal has its line')
  await page.locator('[data-testid^=bulk-refused-]').first().filter({ hasText: /WO-000\d .*: .+/ }).waitFor()
  await office.at('bulk-close').click()
  await office.at('bulk-bar').waitFor({ state: 'detached' })
  const urgent = (await hub.list('work-orders', 'number = "WO-0005"'))[0]
  equal(urgent.priority, 'urgent', 'the fifth is changed')
}
