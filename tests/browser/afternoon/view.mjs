// A view of all planned jobs, shared with a team of one technician: he has the view, and in it his own jobs only.
import { demoPassword } from '../../../deploy/local/company.mjs'
import { HubClient } from '../lib/hub.mjs'
import { check, equal } from '../lib/steps.mjs'
import { openList } from '../records/list.mjs'

const filter = 'state = planned'
const ids = (records) => records.map((one) => one.id).sort()

export async function shareView(stage) {
  const { office, hub, administrator, company } = stage
  const member = await administrator.one('users', 'login = "technician1@demo.example"')
  await administrator.post('/api/teams/', { name: 'Night shift', kind: 'crew', members: [{ user: member.id }] })
  await openList(office, 'work-orders', '?f=state%3Dplanned&order=number')
  await office.at('save-view').click()
  await office.at('view-name').fill('Planned for tonight')
  await office.at('view-name-save').click()
  await office.page.getByRole('link', { name: /Planned for tonight/ }).waitFor()
  await office.at('view-menu').click()
  await office.at('view-share').click()
  await office.at('share-pick').fill('Night')
  await office.page.getByRole('option', { name: 'Night shift' }).click()
  await office.at('share-dialog').getByText('Team: Night shift').waitFor()
  await stage.shot('afternoon-5-share', office.page)
  await office.at('share-save').click()
  await office.at('share-dialog').waitFor({ state: 'detached' })

  const his = await new HubClient(company.hub.url).signIn('technician1@demo.example', demoPassword)
  const [all, own] = [ids(await hub.list('work-orders', filter)), ids(await his.list('work-orders', filter))]
  check(own.length > 0 && own.length < all.length, `he may see some of them: ${own.length} of ${all.length}`)
  const page = await stage.officePage('technician', undefined, { login: 'technician1@demo.example' })
  await openList(page, 'work-orders')
  await page.page.getByRole('link', { name: /Planned for tonight/ }).click()
  await page.at('condition-state').getByText('State is Planned').waitFor()
  await page.at('list-count').filter({ hasText: `${own.length} of ${own.length}` }).waitFor()
  const shown = await page.page.locator('[data-testid^=row-]').evaluateAll((rows) => rows.map((one) => one.dataset.testid.slice(4)))
  equal(shown.sort(), own, 'the rows that he sees')
  equal(await page.at('view-menu').count(), 0, 'who has it by sharing does not change it')
  await stage.shot('afternoon-5-member', page.page)
  const outsider = await new HubClient(company.hub.url).signIn('technician2@demo.example', demoPassword)
  equal((await outsider.list('saved-views', 'name = "Planned for tonight"')).length, 0, 'the view, to somebody of another team')
  equal((await his.list('saved-views', 'name = "Planned for tonight"')).length, 1, 'the view, to a member')
}
