// One company, two users: each has his own language, formats, zone and currency, at once.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { equal } from '../lib/steps.mjs'

export async function own(stage) {
  const { hub, ids } = stage
  const other = await hub.one('users', 'login = "bookkeeper@demo.example"')
  await hub.change('users', other.id, { language: 'de', zone: 'Asia/Tokyo', currency: 'JPY' })
  const visit = (await hub.list('scheduled-events', `work_order = "${ids.job}"`))[0]
  const office = await stage.officePage('other user', undefined, { login: 'bookkeeper@demo.example' })
  const seen = {}
  for (const [name, one, zone, language] of [['mine', stage.admin, 'Europe/Vaduz', 'en-GB'], ['theirs', office, 'Asia/Tokyo', 'de']]) {
    await one.go(`/records/scheduled-events/${visit.id}`)
    const time = new Intl.DateTimeFormat(language, { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(visit.start))
    await one.at('value-start').filter({ hasText: time }).waitFor()
    seen[name] = await one.at('value-start').innerText()
  }
  await office.at('page-title').waitFor()
  equal(await office.page.evaluate(() => document.documentElement.lang), 'de', 'the page says its language')
  equal(await stage.admin.page.evaluate(() => document.documentElement.lang), 'en', 'the other one its own')
  await office.go('/records/expenses/new')
  const currency = office.page.locator('[data-testid$=-currency]').first()
  await waitFor('amounts to begin in the own currency', async () => (await currency.inputValue()) === 'JPY')
  await office.go('/trial-balance')
  await office.page.getByRole('heading', { level: 1 }).waitFor()
  // The user's menu switches on the spot, and for the next time.
  await office.at('user-menu').click()
  await office.page.getByRole('menuitem', { name: 'English' }).click()
  await waitFor('English', async () => (await office.page.evaluate(() => document.documentElement.lang)) === 'en')
  await waitFor('the choice to be kept', async () => (await hub.record('users', other.id)).language === 'en')
}
