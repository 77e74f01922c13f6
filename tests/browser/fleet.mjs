// How the vans are and what they disagree about with the office, as people see it: the fleet page with its details, limits and
// filters; work done without network while the office calls the job off, a day that does not close with money unseen, and the
// conflicts page where one press decides; on a phone too.
//   node tests/browser/fleet.mjs --programs build/sanitize --map build/map [--postgresql]
// features: SYNC-10 SYNC-04 X-33 X-41
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { accessible } from './lib/axe.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'a van says how it is, and the page shows it', open)
  await run('2', 'a limit that is set on the page makes trouble, said in words; the filter finds it', limits, '1')
  await run('3', 'without network the technician works on a job that the office calls off', work, '1')
  await run('4', 'the day does not close with money in the van before somebody has seen it', dayEnd, '3')
  await run('5', 'back in reach: the bill waits, and one press makes it', bill, '4')
  await run('6', 'the technician sees what became of it, the office why the day was closed', heard, '5')
  await run('7', 'of two values one press takes the van\'s; both stay in sight', values, '1')
  await run('8', 'a phone: nothing beyond the edge, nothing for axe', phone, '7')
}))

async function open(stage) {
  const { hub, ids } = stage
  stage.admin = await new HubClient(stage.company.hub.url).signIn('admin@demo.example', demoPassword)
  const { visits } = await hub.get('/api/dispatch/')
  const visit = visits.find((one) => one.summary === 'Boiler service and flue gas check')
  Object.assign(ids, { visit: visit.id, job: visit.work_order })
  stage.van = await stage.vanPage('van', 0, { hasTouch: true })
  await waitFor('the van to have the visit', async () => (await stage.van.has(ids.visit)) === 1)
  await waitFor('the van to say how it is', async () => (await fleet(stage)).health)
  ids.device = (await fleet(stage)).id
  stage.office = await stage.officePage('office', undefined, { login: 'admin@demo.example' })
  await stage.office.go('/vans')
  await stage.office.at(`row-${ids.device}`).waitFor()
  await stage.office.at(`open-${ids.device}`).click()
  await stage.office.at('van-figures').waitFor()
  await stage.shot('fleet-1-detail', stage.office.page)
  await stage.office.page.keyboard.press('Escape')
}

async function fleet({ hub }) {
  return (await hub.get('/api/vans/')).items[0]
}

async function limits(stage) {
  const { office, ids } = stage
  await office.go('/vans')
  await office.at('limit-disk_percent').fill('10')
  await office.at('limits-save').click()
  const disk = (await fleet(stage)).health.disk_percent
  if (disk < 10) return check(true, `the disk is ${disk} % full: no trouble to show`)
  await office.at(`troubles-${ids.device}`).locator('[data-trouble=disk]').waitFor()
  await office.at('fleet-disk').click()
  await office.at(`open-${ids.device}`).click()
  await office.at('trouble-disk').getByText(/% of the disk is used/).waitFor()
  await stage.shot('fleet-2-trouble', office.page)
  await office.page.keyboard.press('Escape')
  await office.at('fleet-search').fill('no such van')
  await office.page.getByText('No van is like this').waitFor()
}

async function work(stage) {
  const { van, hub, ids } = stage
  van.van.link.cut()
  await waitFor('the van to notice', async () => !(await van.get('/api/status')).sync.online, 30000)
  await hub.post(`/api/work-orders/${ids.job}/cancel/`, {})
  for (const action of ['accept', 'on-my-way', 'arrive', 'start']) equal((await van.post(`/api/visits/${ids.visit}/${action}`)).status, 200, action)
  equal((await van.post(`/api/visits/${ids.visit}/parts`, { code: '7610000001001', quantity: '1' })).status, 201, 'a part is used')
  await van.go('#/sync')
  await van.at('money-waiting').waitFor()
  await stage.shot('fleet-3-money', van.page)
}

async function dayEnd(stage) {
  const { van } = stage
  await van.go('#/sync')
  await van.at('day-close').click()
  await van.at('day-sheet').waitFor()
  await van.at('day-close-anyway').click()
  await van.page.getByText('Say why').waitFor()
  equal((await van.get('/api/day')).state, 'none', 'nothing is closed without a reason')
  await van.at('day-reason').fill('No network in the valley')
  await van.at('day-close-anyway').click()
  await van.at('day-closed').getByText('No network in the valley').waitFor()
  await stage.shot('fleet-4-closed', van.page)
}

async function bill(stage) {
  const { van, hub, office, ids } = stage
  van.van.link.restore()
  await waitFor('the van to have sent all', async () => (await van.get('/api/status')).sync.waiting === 0, 60000)
  await office.go('/conflicts')
  const card = office.page.locator('article').filter({ has: office.page.getByTestId('bill-do_not_bill') }).first()
  await card.waitFor()
  await card.getByTestId('conflict-reason').waitFor()
  await stage.shot('fleet-5-conflict', office.page)
  await card.getByTestId('bill-do_not_bill').click()
  await waitFor('the bill to be given up', async () => (await stage.admin.list('work-order-invoices', `work_order = "${ids.job}"`))[0]?.state === 'void')
  await waitFor('all that was flagged to be settled', async () => (await hub.get('/api/conflicts/')).items.every((one) => one.billing?.work_order !== ids.job))
}

async function heard(stage) {
  const { van, hub } = stage
  await van.go('#/sync')
  await van.page.getByText('your work is not billed').first().waitFor()
  const [day] = await hub.list('field-days')
  equal(day.state, 'closed', 'the day is closed at the hub')
  equal(day.unsent_reason, 'No network in the valley', 'with its reason')
  check(day.unsent_money >= 1, 'and what was not sent')
}

async function values(stage) {
  const { admin, office, ids, hub } = stage
  const account = await hub.one('accounts', 'name = "Alpenhotel Muster"')
  ids.conflict = (await admin.post('/api/sync-conflicts/', {
    device: ids.device, about: { type: 'crm.Account', id: account.id }, kind: 'field', field: 'name',
    base: '"Alpenhotel"', mine: '"Alpenhotel Muster"', theirs: '"Alpenhotel Muster & Sohn"',
  })).id
  await office.go('/conflicts')
  const card = office.at(`conflict-${ids.conflict}`)
  await card.getByTestId('side-mine').getByText('Alpenhotel Muster', { exact: true }).waitFor()
  await card.getByTestId('side-theirs').getByText('Alpenhotel Muster & Sohn').waitFor()
  await stage.shot('fleet-7-values', office.page)
  await card.getByTestId('take-theirs').click()
  await card.waitFor({ state: 'detached' })
  equal((await hub.record('accounts', account.id)).name, 'Alpenhotel Muster & Sohn', 'the value that was taken')
  await office.go('/conflicts?state=decided')
  await office.at(`conflict-${ids.conflict}`).getByTestId('conflict-decided').waitFor()
  await office.at(`conflict-${ids.conflict}`).getByTestId('side-mine').getByText('Alpenhotel Muster', { exact: true }).waitFor()
}

async function phone(stage) {
  const narrow = await stage.officePage('phone', undefined, { login: 'admin@demo.example', viewport: { width: 360, height: 740 }, hasTouch: true })
  for (const [path, shown] of [['/vans', `row-${stage.ids.device}`], ['/conflicts?state=decided', `conflict-${stage.ids.conflict}`]]) {
    await narrow.go(path)
    await narrow.at(shown).waitFor()
    const beyond = await narrow.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
    check(beyond <= 0, `${path} fits a phone (${beyond} px beyond)`)
    await accessible(narrow.page, path)
    await stage.shot(`fleet-8${path.split('?')[0].replace('/', '-')}`, narrow.page)
  }
}
