// The same records as board, calendar and map.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

export async function board(stage) {
  const { office, hub, ids } = stage
  const about = { type: 'crm.Account', id: ids.account }
  ids.tasks = []
  for (const [index, title] of ['Call back', 'Send offer', 'Check invoice'].entries()) {
    ids.tasks.push((await hub.post('/api/tasks/', { title, about, due: `${new Date().toISOString().slice(0, 8)}1${index}T09:00:00Z` })).id)
  }
  const [call, send] = ids.tasks
  const { page } = office
  await office.go('/records/tasks?show=board')
  const column = (value) => page.locator(`[data-column="${value}"]`)
  await column('open').getByTestId(`card-${call}`).waitFor()
  const open = Number(await office.at('count-open').innerText())

  await office.at(`card-${call}`).focus()
  await page.keyboard.press('Shift+ArrowRight')
  await column('done').getByTestId(`card-${call}`).waitFor()
  await office.at('board-said').filter({ hasText: 'Call back is now in Done' }).waitFor()
  await waitFor('the hub to have it done', async () => (await hub.record('tasks', call)).state === 'done')
  await office.at('count-open').filter({ hasText: String(open - 1) }).waitFor()
  check(await page.evaluate((id) => document.activeElement?.dataset.card === id, call), 'whoever moved the card stays on it')

  await office.at(`card-${send}`).dragTo(column('done'))
  await column('done').getByTestId(`card-${send}`).waitFor()
  await waitFor('the hub to have the dragged one done', async () => (await hub.record('tasks', send)).state === 'done')

  // No move leads from done to cancelled.
  await page.evaluate((id) => document.querySelector(`[data-card="${id}"]`).scrollIntoView(), send)
  await office.at(`move-${send}`).click()
  equal(await office.at(`move-${send}-cancelled`).count(), 0, 'the menu offers only what is allowed')
  await office.at(`move-${send}-open`).click()
  await column('open').getByTestId(`card-${send}`).waitFor()
  await waitFor('the hub to have it open', async () => (await hub.record('tasks', send)).state === 'open')
  // The menu gives the focus back when it has gone.
  await office.at(`move-${send}-open`).waitFor({ state: 'detached' })
  const focused = () => page.evaluate((id) => document.activeElement?.dataset.card === id, send)

  await page.route(`**/api/tasks/${send}/finish/`, (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify({ status: 409, title: 'Conflict', detail: 'x', errors: [{ field: 'state', text: 'the offer is not approved' }] }) }))
  await waitFor('the card to have the focus', async () => {
    await office.at(`card-${send}`).focus()
    await new Promise((resolve) => setTimeout(resolve, 200))
    return focused()
  })
  await page.keyboard.press('Shift+ArrowRight')
  await office.at('board-refusal').filter({ hasText: 'the offer is not approved' }).waitFor()
  await column('open').getByTestId(`card-${send}`).waitFor()
  await page.unroute(`**/api/tasks/${send}/finish/`)
}

export async function calendar({ office, hub, ids }) {
  const [, send] = ids.tasks
  const { page } = office
  await office.go('/records/tasks?show=calendar')
  const entry = office.at(`entry-${send}`)
  await entry.waitFor()
  const cell = page.locator('.ec-day').filter({ has: page.locator(`time[datetime$="-18"]`) }).first()
  const [from, to] = [await entry.boundingBox(), await cell.boundingBox()]
  await page.mouse.move(from.x + 20, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(from.x + 40, from.y + 10, { steps: 3 })
  await page.mouse.move(to.x + to.width / 2, to.y + to.height / 2, { steps: 8 })
  await page.mouse.up()
  await waitFor('the task to be due on the 18th', async () => (await hub.record('tasks', send)).due?.slice(8, 10) === '18')
  equal((await hub.record('tasks', send)).due.slice(11, 16), '09:00', 'its hour stays')
  await page.getByRole('button', { name: 'Week', exact: true }).click()
  await page.locator('.ec-time-grid').waitFor()
}

export async function split({ office, hub, ids }) {
  const { page } = office
  await office.go('/records/accounts?order=name')
  await office.at('show-split').click()
  await office.at('split-record').getByRole('heading', { level: 2 }).first().waitFor()
  const [first, second] = (await hub.list('accounts', '', '&order_by=name')).map((one) => one.name)
  await office.at('split-record').getByRole('heading', { name: first, exact: true }).waitFor()
  await page.keyboard.press('j')
  await office.at('split-record').getByRole('heading', { name: second, exact: true }).waitFor()
  await office.at(`split-${ids.account}`).click()
  await office.at('split-record').getByRole('heading', { name: 'Alpenhotel Muster', exact: true }).waitFor()
  check(page.url().includes(`at=${ids.account}`), 'the address says which one is read')
  await office.at('split-record').getByTestId('tab-files').click()
  await office.at('files').waitFor()
}

export async function map({ office, hub }) {
  const { page } = office
  await office.go('/records/sites?show=map')
  const sites = (await hub.list('sites')).filter((site) => site.address?.position).length
  await office.at('map-count').filter({ hasText: `${sites} records on the map` }).waitFor()
  const clusters = page.locator('[data-testid^=marker-cluster-]')
  await page.locator('.map-mark').first().waitFor()
  for (let step = 0; (await clusters.count()) > 0 && (await office.at('map-card').count()) === 0 && step < 10; step++) {
    const before = await page.locator('.map-mark').evaluateAll((all) => all.map((one) => one.dataset.testid).join())
    await clusters.first().dispatchEvent('click')
    await waitFor('the cluster to part', async () => (await page.locator('.map-mark').evaluateAll((all) => all.map((one) => one.dataset.testid).join())) !== before || (await office.at('map-card').count()) > 0)
  }
  if ((await office.at('map-card').count()) === 0) await page.locator('.map-mark-place').first().dispatchEvent('click')
  await office.at('map-card').getByRole('link').first().waitFor()
  await page.keyboard.press('Escape')
  await office.at('map-card').waitFor({ state: 'detached' })
}
