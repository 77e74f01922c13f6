// An administrator registers a webhook, watches deliveries fail, recover and be sent again, and looks at the jobs behind them.
//   node tests/browser/webhooks.mjs --programs build/sanitize --map build/map
import { waitFor } from '../../deploy/local/processes.mjs'
import { accessible } from './lib/axe.mjs'
import { Receiver, toThisComputer } from './lib/receiver.mjs'
import { perform } from './lib/stage.mjs'
import { check } from './lib/steps.mjs'
import { fail, recover, register } from './webhooks/deliveries.mjs'

const receiver = await new Receiver().open()

async function open(stage) {
  stage.receiver = receiver
  stage.admin = stage.office = await stage.officePage('admin', undefined, { login: 'admin@demo.example' })
  await register(stage)
}

async function jobs(stage) {
  const { office, hub } = stage
  Object.assign(receiver, { status: 500, text: 'no room' })
  await office.go('/jobs')
  await office.at('jobs').waitFor()
  await hub.post('/api/accounts/', { name: 'Not told of', kind: 'company' })
  // The page follows by itself.
  const error = office.page.getByText('answered 500').first()
  await error.waitFor()
  await stage.shot('jobs', office.page)
  const waiting = office.page.locator('tr', { hasText: 'answered 500' })
  await waiting.locator('[data-testid^=job-cancel-]').click()
  await waitFor('it to be cancelled', async () => (await office.at('jobs-count-cancelled').innerText()) === '1')
  Object.assign(receiver, { status: 200, text: 'thanks' })
  await office.at('jobs-cancelled').click()
  await office.page.locator('[data-testid^=job-retry-]').click()
  await waitFor('it to be told after all', () => receiver.of('crm.Account.created').some(({ body, status }) => body.includes('Not told of') && status === 200))
  await waitFor('none to be cancelled any more', async () => (await office.at('jobs-count-cancelled').innerText()) === '0')
}

async function access(stage) {
  const { office } = stage
  const pages = [['jobs', '/jobs', 'jobs'], ['endpoint', `/records/webhook-endpoints/${stage.endpoint}`, 'endpoint-secret']]
  for (const scheme of ['light', 'dark']) {
    for (const [name, path, hook] of pages) {
      await office.go(path)
      await office.at(hook).waitFor()
      await accessible(office.page, `${name} (${scheme})`)
    }
    await office.at('scheme-switch').click()
  }
}

async function german(stage) {
  const phone = await stage.officePage('phone', undefined, { login: 'admin@demo.example', viewport: { width: 360, height: 740 } })
  await phone.at('user-menu').click()
  const kept = phone.page.waitForResponse((one) => one.request().method() === 'PATCH')
  await phone.page.getByRole('menuitem', { name: 'Deutsch' }).click()
  await kept
  for (const [path, hook, text] of [['/jobs', 'jobs', 'Erledigt'], [`/records/webhook-endpoints/${stage.endpoint}`, 'endpoint-secret', 'Neues Geheimnis']]) {
    await phone.go(path)
    await phone.at(hook).waitFor()
    await phone.page.getByText(text).first().waitFor()
    const [width, screen] = await phone.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    check(width <= screen, `${path} fits the screen (${width} of ${screen} px)`)
    await stage.shot(`phone-${hook}`, phone.page)
  }
  await phone.go(stage.delivery)
  await phone.at('value-tries').waitFor()
  const cut = await phone.at('value-tries').evaluate((part) => [part, ...part.querySelectorAll('*')].filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).display !== 'inline').map((one) => one.outerHTML.slice(0, 120)))
  check(cut.length === 0, `an attempt is cut: ${cut.join('\n')}`)
  await phone.at('value-tries').scrollIntoViewIfNeeded()
  await stage.shot('phone-delivery', phone.page)
}

const code = await perform({ vans: 0, settings: toThisComputer }, async (_, run) => {
  await run('1', 'an endpoint is registered, its secret shown once', open)
  await run('2', 'deliveries fail, and say why', fail, '1')
  await run('3', 'they recover, are sent again, and tried', recover, '2')
  await run('4', 'the jobs behind them: followed, cancelled, run again', jobs, '3')
  await run('5', 'axe has nothing to say, in light and dark', access, '4')
  await run('G', 'German, on a phone', german, '4')
})
await receiver.close()
process.exit(code)
