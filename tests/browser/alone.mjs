// Who works alone, on the van's screen and the office's pages; and a reader of the telemetry, made in the office.
//   node tests/browser/alone.mjs --programs build/sanitize --map build/map
import { waitFor } from '../../deploy/local/processes.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

process.exit(await perform({ vans: 1, drive: null }, async (stage, run) => {
  await run('1', 'started on the job, counted down on every screen', start)
  await run('2', 'the office sees the alarm on its page; the van calls; he is fine', alarm, '1')
  await run('3', 'an administrator makes a reader, whose password is shown once', reader)
}))

// features: X-39
async function start(stage) {
  const { ids, hub } = stage
  stage.office = await stage.officePage('office')
  stage.van = await stage.vanPage('van', 0)
  const { van } = stage
  const today = await waitFor('the day to be in the van', async () => (await van.get('/api/today')).visits.find(({ state }) => ['booked', 'sent', 'accepted'].includes(state)))
  ids.visit = today.id
  await van.job(ids.visit)
  await van.at('safety-open').click()
  await van.at('safety-start-15').click()
  await van.at('safety').filter({ hasText: '14:' }).waitFor()
  await waitFor('the office to know', async () => (await hub.list('safety-timers', 'state = "running"')).length === 1)
  await van.at('safety-unknown').waitFor({ state: 'detached' })
  await van.go('#/')
  await van.at('safety').waitFor()
  const size = await van.at('safety-fine').boundingBox()
  check(size.height >= 56, `a glove hits the button (${size.height} px)`)
  await stage.shot('alone-van', van.page)
}

// features: X-39
async function alarm(stage) {
  const { van, office } = stage
  const { safety } = await van.get('/api/status')
  equal((await van.post(`/api/safety/${safety.id}/extend`, { minutes: 1 })).status, 200, 'one minute more')
  await van.page.locator('[data-testid=safety][data-alarm=soon]').waitFor({ timeout: 60000 })
  await office.at('alarm-banner').filter({ hasText: /works alone and has not reported since \d/ }).waitFor({ timeout: 90000 })
  check(/[A-Z]\w+ \w+ works alone/.test(await office.at('alarm-banner').innerText()), 'it names him')
  await stage.shot('alone-office', office.page)
  await van.page.locator('[data-testid=safety][data-alarm=over]').waitFor()
  await van.at('safety-fine').click()
  await office.at('alarm-banner').waitFor({ state: 'detached' })
  await van.at('safety-end').click()
  await van.at('safety').waitFor({ state: 'detached' })
}

// features: SYNC-11
async function reader(stage) {
  const admin = await stage.officePage('admin', undefined, { login: 'admin@demo.example' })
  await admin.go('/security')
  await admin.at('feed-new').click()
  await admin.at('feed-name').fill('Insurance')
  await admin.at('feed-positions').check()
  await admin.at('feed-submit').click()
  const password = await admin.at('feed-password').innerText()
  check(password.length > 30 && (await admin.at('feed-user').innerText()).startsWith('feed-'), 'name and password')
  await admin.at('feed-noted').click()
  await admin.at('feeds').filter({ hasText: 'Insurance' }).waitFor()
  check(!(await admin.page.content()).includes(password), 'it is not shown again')
}
