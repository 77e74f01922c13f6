// One's own sign-in as a person sees it: second step, recovery code, forgotten password, sessions, keys, an application's request;
// on a desk and on a phone, and by the keyboard alone.
//   node tests/browser/account.mjs --programs build/sanitize --map build/map
import { createHash, createHmac } from 'node:crypto'
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

const login = 'dispatcher@demo.example'
const phone = { width: 360, height: 740 }

process.exit(await perform({ vans: 0 }, async (stage, run) => {
  await run('1', 'an app is set up with the password and a code, recovery codes are shown once', setUp)
  await run('2', 'a wrong code is refused, the right one lets in, by the keyboard alone', signIn, '1')
  await run('3', 'a recovery code lets in once', recover, '1')
  await run('4', 'a forgotten password is replaced by the mailed link', forgot, '1')
  await run('5', 'sessions are listed and ended', sessions, '4')
  await run('6', 'a key is made, shown once, used and revoked', keys, '5')
  await run('7', 'an application asks, is allowed and disconnected', application, '6')
  await run('8', 'an administrator resets a second factor and sees security', administer, '7')
  await run('G', 'German, on a phone', german, '8')
}))

/** What an authenticator app shows; `later` steps of 30 s from now. */
function code(secret, later = 0) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
  const bits = [...secret.replaceAll(' ', '')].map((one) => letters.indexOf(one).toString(2).padStart(5, '0')).join('')
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)))
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30000) + later))
  const digest = createHmac('sha1', key).update(counter).digest()
  const at = digest[19] & 15
  return String((digest.readUInt32BE(at) & 0x7fffffff) % 1e6).padStart(6, '0')
}

async function noSideScroll(page, name) {
  const width = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  check(width[0] <= width[1], `${name} fits the screen (${width[0]} of ${width[1]} px)`)
}

async function setUp(stage) {
  stage.office = await stage.officePage('desk')
  const { office } = stage
  await office.at('user-menu').click()
  await office.at('my-account').click()
  await office.at('factor-begin').click()
  await office.at('factor-password').fill(demoPassword)
  await office.at('factor-submit').click()
  stage.secret = await office.at('factor-secret').innerText()
  await stage.shot('account-1-app', office.page)
  await office.at('factor-code').fill('000000')
  await office.at('factor-submit').click()
  await office.page.getByText('This is not the code that the app shows now.').waitFor()
  await office.at('factor-code').fill(code(stage.secret, -1))
  await office.at('factor-submit').click()
  await office.at('recovery-codes').locator('code').first().waitFor()
  stage.recovery = await office.at('recovery-codes').locator('code').allInnerTexts()
  equal(stage.recovery.length, 10, 'recovery codes')
  await stage.shot('account-1-recovery', office.page)
  await office.at('recovery-done').click()
  await waitFor('the second factor to be on', async () => (await office.at('factor-state').getAttribute('data-on')) === 'true')
  await stage.shot('account-1-on', office.page)
}

async function signOut(office) {
  await office.at('user-menu').click()
  await office.at('sign-out').click()
  await office.at('sign-in-form').waitFor()
}

async function enter(office, password = demoPassword) {
  await office.go('/sign-in')
  await office.at('sign-in-login').fill(login)
  await office.at('sign-in-password').fill(password)
  await office.page.keyboard.press('Enter')
  await office.at('factor-code').waitFor()
}

async function signIn(stage) {
  const { office } = stage
  await signOut(office)
  await stage.shot('account-2-sign-in', office.page)
  await enter(office)
  await stage.shot('account-2-code', office.page)
  await office.page.keyboard.type('000000')
  await office.page.keyboard.press('Enter')
  await office.at('second-step-error').waitFor()
  await office.at('factor-code').fill(code(stage.secret))
  await office.page.keyboard.press('Enter')
  await office.at('user-menu').waitFor()
}

async function recover(stage) {
  const { office } = stage
  await signOut(office)
  await enter(office)
  await office.at('factor-code').fill(stage.recovery[0].toUpperCase())
  await office.page.keyboard.press('Enter')
  await office.at('user-menu').waitFor()
  await office.go('/account')
  await office.page.getByText('9 recovery codes left').waitFor()
}

async function forgot(stage) {
  const { office, company } = stage
  await signOut(office)
  await office.at('sign-in-forgot').click()
  await office.at('forgot-login').fill(login)
  await office.at('forgot-submit').click()
  await office.at('forgot-done').waitFor()
  await stage.shot('account-4-asked', office.page)
  const mail = await waitFor('the mail with the link', () => company.mailbox.to(login).find((one) => one.text.includes('/reset#')))
  const link = mail.text.match(/http\S+\/reset#\S+/)[0]
  await office.page.goto(link)
  await office.at('reset-new').fill('short')
  await office.at('reset-password-again').fill('short')
  await office.at('reset-submit').click()
  await office.page.getByText('at least 12 characters', { exact: true }).waitFor()
  stage.password = 'a password of my own'
  await office.at('reset-new').fill(stage.password)
  await office.at('reset-password-again').fill(stage.password)
  await stage.shot('account-4-reset', office.page)
  await office.at('reset-submit').click()
  await office.at('reset-done').waitFor()
  await office.page.goto('about:blank')
  await office.page.goto(link)
  await office.at('reset-again').waitFor()
  await enter(office, stage.password)
  await office.at('factor-code').fill(stage.recovery[1])
  await office.page.keyboard.press('Enter')
  await office.at('user-menu').waitFor()
  await waitFor('the mail that tells of it', () => company.mailbox.to(login).find((one) => one.subject === 'Your password was changed'))
}

async function sessions(stage) {
  const { office, browser } = stage
  const page = await browser.page('phone', phone)
  stage.pages.phone = page
  await page.goto(`${office.url}/sign-in`)
  await page.getByTestId('sign-in-login').fill(login)
  await page.getByTestId('sign-in-password').fill(stage.password)
  await page.getByTestId('sign-in-submit').click()
  await stage.shot('account-5-phone-code', page)
  await noSideScroll(page, 'the second step')
  await page.getByTestId('factor-code').fill(stage.recovery[2])
  await page.getByTestId('second-step-submit').click()
  await page.getByTestId('page-title').waitFor()
  await page.goto(`${office.url}/account`)
  await page.getByTestId('sessions').waitFor()
  await noSideScroll(page, 'the account')
  await stage.shot('account-5-phone', page)
  await office.go('/account')
  await office.at('end-others').click()
  await waitFor('one session only', async () => (await office.at('sessions').locator('tbody tr').count()) === 1)
  await page.reload()
  await page.getByTestId('sign-in-form').waitFor()
}

async function keys(stage) {
  const { office } = stage
  await office.at('new-key').click()
  await office.at('key-name').fill('Import of orders')
  await office.at('scope-crm:read').check()
  await stage.shot('account-6-new', office.page)
  await office.at('key-submit').click()
  const key = await office.at('key-text').innerText()
  await stage.shot('account-6-made', office.page)
  await office.page.keyboard.press('Escape')
  const ask = (path) => fetch(office.url + path, { headers: { Authorization: `Bearer ${key}` } }).then((reply) => reply.status)
  equal(await ask('/api/accounts/'), 200, 'accounts by the key')
  equal(await ask('/api/work-orders/'), 403, 'work orders by the key')
  await waitFor('the use to be counted', async () => {
    await office.page.reload()
    await office.at('api-keys').waitFor()
    return (await office.at('api-keys').getByText('2', { exact: true }).count()) > 0
  })
  await stage.shot('account-6-used', office.page)
  check(!(await office.page.content()).includes(key), 'the key is not shown again')
  await office.page.route('**/revoke/', (request) => request.abort())
  await office.page.locator('[data-testid^=revoke-]').click()
  await office.page.getByTestId('card-refused').waitFor() // the line is down: that is said, and the key lives
  equal(await ask('/api/accounts/'), 200, 'the key still works')
  await office.page.unroute('**/revoke/')
  await office.page.locator('[data-testid^=revoke-]').click()
  await waitFor('the key to be revoked', async () => (await ask('/api/accounts/')) === 401)
}

async function application(stage) {
  const { office } = stage
  stage.admin = await new HubClient(office.url).signIn('admin@demo.example', demoPassword)
  const app = await stage.admin.call('POST', '/api/oauth/clients/', { name: 'Route planner', scopes: ['read'], redirects: ['http://127.0.0.1:9/back'], public: true })
  equal(app.status, 201, 'the application is registered')
  const verifier = 'v'.repeat(64)
  const query = new URLSearchParams({
    client_id: app.body.client_id, redirect_uri: 'http://127.0.0.1:9/back', response_type: 'code', scope: 'crm:read', state: 'of mine',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'), code_challenge_method: 'S256',
  })
  let back
  await office.page.route('http://127.0.0.1:9/**', (route) => {
    back = new URL(route.request().url())
    return route.fulfill({ body: 'the application' })
  })
  await office.go(`/oauth/authorize?${query}`)
  await office.at('consent').waitFor()
  await stage.shot('account-7-consent', office.page)
  await office.at('consent-allow').click()
  await waitFor('to be sent back', () => back)
  await office.page.getByText('the application').waitFor()
  equal(back.searchParams.get('state'), 'of mine', 'state')
  const reply = await fetch(`${office.url}/oauth/token`, {
    method: 'POST', body: new URLSearchParams({ grant_type: 'authorization_code', code: back.searchParams.get('code'), redirect_uri: 'http://127.0.0.1:9/back', client_id: app.body.client_id, code_verifier: verifier }),
  })
  equal(reply.status, 200, 'the code is exchanged')
  await office.go('/account')
  await office.at('apps').getByText('Route planner').waitFor()
  await stage.shot('account-7-apps', office.page)
  await office.page.locator('[data-testid^=disconnect-]').click()
  await waitFor('no application', async () => (await office.at('apps').count()) === 0)
  await office.go('/oauth/authorize?client_id=nobody&redirect_uri=http://evil.example')
  await office.at('consent-error').waitFor()
}

async function administer(stage) {
  const { browser, office, hub } = stage
  const page = await browser.page('admin', { width: 1440, height: 900 })
  stage.pages.admin = page
  await page.goto(`${office.url}/sign-in`)
  await page.getByTestId('sign-in-login').fill('admin@demo.example')
  await page.getByTestId('sign-in-password').fill(demoPassword)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('menu-security').click()
  await page.getByTestId('blocked-none').waitFor()
  await page.getByTestId('api-keys').waitFor()
  await stage.shot('account-8-security', page)
  const user = await stage.admin.one('users', `login = "${login}"`)
  await page.goto(`${office.url}/records/users/${user.id}`)
  await page.getByTestId('reset-factor').click()
  await stage.shot('account-8-reset', page)
  await page.getByTestId('reset-factor-confirm').click()
  await page.getByText('The second factor is taken away').waitFor()
  await hub.signIn(login, stage.password)
}

async function german(stage) {
  const page = await stage.browser.page('german', phone, { locale: 'de-LI' })
  stage.pages.german = page
  await page.goto(`${stage.office.url}/forgot`)
  await page.getByText('Passwort vergessen?').waitFor()
  await noSideScroll(page, 'the page of who forgot')
  await stage.shot('account-g-forgot', page)
  await page.goto(`${stage.office.url}/sign-in`)
  await page.getByTestId('sign-in-login').fill(login)
  await page.getByTestId('sign-in-password').fill(stage.password)
  await page.getByTestId('sign-in-submit').click()
  await page.getByTestId('page-title').waitFor()
  await page.goto(`${stage.office.url}/account`)
  await page.getByTestId('sessions').waitFor()
  await noSideScroll(page, 'the account')
  await stage.shot('account-g-account', page)
}
