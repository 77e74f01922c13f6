// The way around: start page, menu, phone.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

// features: WEB-04
export async function start(stage) {
  const { office, ids } = stage
  const { page } = office
  await office.go('/')
  await office.at('figure-visits').waitFor()
  await office.at('arrange').click()
  await office.at('widget-add').click()
  await office.at(`add-count-${ids.view}`).click()
  await office.at('widget-add').click()
  await office.at('add-tasks').click()
  const count = page.locator('.widget-arranged').filter({ hasText: 'Planned, by number' })
  const id = (await count.getAttribute('data-testid')).slice('arrange-'.length)
  for (let step = 0; step < 3; step++) await office.at(`earlier-${id}`).press('Enter')
  await office.at(`wider-${id}`).press('Enter')
  await office.at('arrange').click()
  await office.at(`count-of-${ids.view}`).getByText(/^\d+$/).waitFor()
  await page.reload()
  await office.at('figure-visits').waitFor()
  const order = await page.locator('.widget').evaluateAll((all) => all.map((one) => one.dataset.kind))
  equal(order[0], 'count', 'kept where it was put')
  const desk = await stage.officePage('another desk')
  await desk.at(`count-of-${ids.view}`).waitFor()
  equal((await desk.page.locator('.widget').evaluateAll((all) => all.map((one) => one.dataset.kind))).join(), order.join(), 'the same at another desk')
  await office.at(`count-of-${ids.view}`).click()
  await office.at('condition-state').waitFor()

  await page.getByRole('button', { name: 'Unfold menu' }).click()
  await office.at('menu-search').fill('warehou')
  await office.at('star-list-warehouses').click()
  await office.at('menu-search').fill('')
  await office.at('area-favourites').waitFor()
  await office.at('list-warehouses').first().click()
  await page.waitForURL(/\/records\/warehouses$/)
  check(await office.at('area-recent').isVisible(), 'what was opened last is at hand')
  for (const area of ['crm', 'stock', 'billing']) check((await office.at(`area-${area}`).locator('svg').count()) > 0, `${area} has its icon`)
  await office.at(`recent-${ids.account}`).click()
  await page.getByRole('navigation', { name: 'You are here' }).getByRole('link', { name: 'Accounts' }).waitFor()
  check((await page.getByRole('tab').count()) >= 4, 'a record has tabs')
  await page.getByRole('button', { name: 'Fold menu' }).click()
}

export async function phone(stage) {
  const office = await stage.officePage('phone', undefined, { viewport: { width: 360, height: 740 }, hasTouch: true })
  const { page } = office
  const within = async (name) => {
    const wide = await page.evaluate(() => document.documentElement.scrollWidth)
    check(wide <= 360, `${name} stays within 360 px, it is ${wide}`)
  }
  for (const [path, hook] of [['/', 'figure-visits'], ['/records/work-orders', 'list-count'], ['/records/tasks?show=board', 'type-board'], ['/records/tasks?show=calendar', 'calendar'], [`/records/accounts/${stage.ids.account}`, 'tab-history'], [`/records/accounts/${stage.ids.account}?edit=1`, 'record-form'], [`/records/accounts/${stage.ids.account}?tab=files`, 'file-list'], ['/records/work-orders?show=summary&by=state', 'summary-table']]) {
    await office.go(path)
    await office.at(hook).waitFor()
    equal(await office.at('phone-bar').isVisible(), hook !== 'record-form', `the bar is there, except below a form (${path})`)
    await within(path)
  }
  // A form's own buttons are the only row below it, however long the word for saving.
  await office.go('/records/maintenance-plans/new')
  const [save, cancel] = [await office.at('form-save').boundingBox(), await office.at('form-cancel').boundingBox()]
  check(save.y === cancel.y && save.height >= 44 && 740 - save.y <= 64, `one row of buttons at the bottom, they begin ${740 - save.y} px above it`)
  check(cancel.x >= 0 && save.x + save.width <= 360, 'both are whole')
  await office.at('form-cancel').click()
  await office.at('record-form').waitFor({ state: 'detached' })
  // The chosen view is in sight, also behind many others.
  const many = []
  for (const letter of 'ABCDEF') many.push(await stage.hub.post('/api/saved-views/', { name: `Jobs of region ${letter}`, of_type: 'field.WorkOrder', kind: 'list', owner: stage.hub.session.user.id }))
  await office.go(`/records/work-orders?view=${many.at(-1).id}`)
  await waitFor('the chosen view to be in sight', async () => {
    const box = await office.at(`view-${many.at(-1).id}`).boundingBox()
    return box !== null && box.x >= 0 && box.x + box.width <= 360
  })
  for (const { id, version } of many) await stage.hub.call('DELETE', `/api/saved-views/${id}/`, undefined, { 'If-Match': `"${version}"` })
  await office.at('phone-menu').click()
  await office.at('area-menu').waitFor()
}
