// Step 10, its last part: a real company begins with nothing but a link.
import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Company } from '../../../deploy/local/company.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { HubClient } from '../lib/hub.mjs'
import { check, equal } from '../lib/steps.mjs'

const login = 'owner@new.example'
const password = 'a long pass phrase 1'
const ownPassword = 'one that nobody printed'

export async function beginEmpty(day) {
  const { browser, Office } = day
  const company = new Company({ programs: day.programs, map: day.map, data: path.join(day.data, 'empty'), empty: true })
  await company.start()
  try {
    const page = await browser.page('first administrator', { width: 1440, height: 900 })
    day.pages.empty = page
    const office = new Office(page, company.hub.url)
    await page.goto(company.hub.ready.setup_link)
    for (const [field, value] of Object.entries({ company: 'Neue Haustechnik', name: 'First Administrator', login, password })) await office.at(`setup-${field}`).fill(value)
    await office.at('setup-country').fill('Liechtenstein')
    await page.getByRole('option', { name: 'Liechtenstein' }).click()
    equal(await office.at('setup-tax_percent').inputValue(), '8.1', 'the tax of the country')
    check((await office.at('setup-zone').inputValue()).includes('/'), "the browser's time zone")
    await day.shot('setup', page)
    await office.at('setup-submit').click()
    await office.at('user-menu').waitFor()
    await day.shot('empty', page)
    const again = await fetch(`${company.hub.url}/api/setup/`, {
      method: 'POST', headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ token: new URL(company.hub.ready.setup_link).hash.slice(1), company: 'B', country: 'LI', currency: 'CHF', zone: 'Europe/Vaduz', language: 'en', tax_percent: '8.1', name: 'B', login: 'b@new.example', password }),
    })
    equal(again.status, 403, 'the link works once')
    const late = await browser.page('somebody with a used link', { width: 1440, height: 900 })
    const lateOffice = new Office(late, company.hub.url)
    await late.goto(company.hub.ready.setup_link)
    await lateOffice.at('setup-sign-in').waitFor()
    equal(await lateOffice.at('setup-form').count(), 0, 'no form to fill in for nothing')
    await late.context().close()
    await office.changePassword(password, ownPassword)
    await bringOwn(day, company, office, await new HubClient(company.hub.url).signIn(login, ownPassword))
    delete day.pages.empty
    await page.context().close()
  } finally {
    await company.stop()
  }
}

/** Users, customers, goods and a van, made with the generated forms. */
async function bringOwn(day, company, office, hub) {
  const branch = await office.create('branches', { name: 'Schaan', legal_entity: { pick: 'Neue Haustechnik' } })
  await office.create('accounts', { name: 'First customer', branch: { pick: 'Schaan' } })
  await office.create('sites', { name: 'First customer', account: { pick: 'First customer' }, branch: { pick: 'Schaan' }, 'address-line1': 'Landstrasse 1', 'address-city': 'Schaan' })
  await office.create('products', { code: 'VALVE', name: 'Valve', kind: { choose: 'Part' } })
  const vehicle = await office.create('vehicles', { plate: 'FL 1', branch: { pick: 'Schaan' } })
  const user = await office.create('users', { login: 'tech@new.example', 'name-given': 'New', 'name-family': 'Technician', password: 'another long phrase 2' })
  const technician = await office.create('technicians', { 'name-given': 'New', 'name-family': 'Technician', branch: { pick: 'Schaan' }, vehicle: { pick: 'FL 1' }, user: { pick: 'Technician' } })
  check(branch && user && technician && vehicle, 'records of its own')
  const device = await office.create('devices', { serial: 'van-a', vehicle: { pick: 'FL 1' } })
  await office.act('enroll')
  const code = await office.at('answer-code').innerText()
  const enrolled = await enrol(company, code)
  equal(enrolled.device, device, 'the code belongs to the device')
  const van = await company.startVan({ serial: 'van-a', name: enrolled.device, tenant: enrolled.tenant, shard: enrolled.shard }, 1)
  company.vans.push(van)
  await waitFor('its van to be heard', async () => (await hub.get('/api/vans/')).items[0].online)
  await office.go('/vans')
  await office.at(`contact-${device}`).and(office.page.locator('[data-online=true]')).waitFor()
}

/** As the van's computer does it: a key of its own, a request, the office's code. */
async function enrol(company, code) {
  const ask = async (input) => {
    const reply = await fetch(`${company.hub.url}/api/enrol/`, { method: 'POST', body: JSON.stringify(input), headers: { 'Content-Type': 'application/json' } })
    check(reply.ok, `the code is taken (HTTP ${reply.status}: ${await reply.clone().text()})`)
    return reply.json()
  }
  const { device } = await ask({ code })
  mkdirSync(company.certificates, { recursive: true })
  const [key, request] = [path.join(company.certificates, `${device}.key`), path.join(company.certificates, `${device}.csr`)]
  execFileSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', key, '-out', request, '-subj', `/CN=${device}`], { stdio: 'ignore' })
  const answer = await ask({ code, csr: readFileSync(request, 'utf8') })
  writeFileSync(path.join(company.certificates, `${device}.crt`), answer.certificate)
  return answer
}
