// What a record type of the company's own is good for, as soon as it is saved.
import { setTimeout } from 'node:timers/promises'
import { writeFileSync } from 'node:fs'
import file from 'node:path'
import { demoPassword } from '../../../deploy/local/company.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { HubClient } from '../lib/hub.mjs'
import { check, equal } from '../lib/steps.mjs'
import { choose, path, save } from './making.mjs'

const ask = async (hub, query, variables) => (await hub.call('POST', '/api/graphql/', { query, variables })).body

export async function uses(stage) {
  const { office, hub } = stage
  // The dispatcher's page is open all the while: the new type comes by the live link.
  await office.page.getByRole('button', { name: 'Unfold menu' }).click().catch(() => {})
  await waitFor('the type in the menu of somebody else', async () => (await office.at('menu-search').count()) > 0)
  await office.at('menu-search').fill('Boiler')
  await office.at(`list-${path}`).waitFor()
  await office.at(`list-${path}`).click()
  await office.at('empty-state').waitFor()
  await stage.shot('builder-4-empty', office.page)
  stage.ids.log = await office.create(path, { serial: 'AB-1', pressure: '1.5', grade: { choose: 'Poor' }, equipment: { pick: 'CB-300', title: 'Condens 300' }, read_on: '21/11/2026' })
  await stage.shot('builder-4-record', office.page)
  await office.act('finish')
  await waitFor('the record to be done', async () => (await hub.record(path, stage.ids.log)).state === 'done')
  await stage.hub.post(`/api/${path}/`, { serial: 'AB-2', pressure: '0.5', grade: 'good' })
  await office.go(`/records/${path}`)
  await office.at(`row-${stage.ids.log}`).waitFor()
  await stage.shot('builder-4-list', office.page)
  await office.go(`/records/${path}?show=board`)
  await office.at('column-state-done').getByText('AB-1').waitFor()
  await office.at('column-state-open').getByText('AB-2').waitFor()
  await stage.shot('builder-4-board', office.page)
  await api(stage)
  await office.page.keyboard.press('Control+k')
  await office.at('palette-input').fill('AB-1')
  await office.page.getByRole('option').filter({ hasText: 'AB-1' }).first().waitFor()
  await stage.shot('builder-4-palette', office.page)
  await office.page.keyboard.press('Escape')
}

async function api(stage) {
  const { hub } = stage
  equal((await hub.list(path, 'pressure > 1')).map((one) => one.serial), ['AB-1'], 'filtered by its indexed number')
  equal((await hub.list(path, '', '&order_by=pressure')).map((one) => one.serial), ['AB-2', 'AB-1'], 'ordered by it')
  equal((await hub.call('POST', `/api/${path}/`, { serial: 'AB-1' })).status, 409, 'a second one of the unique serial')
  const document = await hub.get('/api/openapi.json')
  const paths = Object.keys(document.paths)
  check(paths.includes(`/api/${path}/`) && paths.some((one) => one.startsWith(`/api/${path}/{id}/`)), 'OpenAPI tells of its paths')
  check(JSON.stringify(document.components.schemas).includes('"pressure"'), 'OpenAPI tells of its fields')
  const { data } = await ask(hub, '{ __schema { queryType { fields { name } } } }')
  stage.ids.plural = data.__schema.queryType.fields.map((one) => one.name).filter((name) => /boilerlog/i.test(name)).sort((a, b) => b.length - a.length)[0]
  const found = await ask(hub, `{ ${stage.ids.plural}(filter: "grade = poor") { nodes { serial pressure equipment { serial } } } }`)
  equal(found.data?.[stage.ids.plural].nodes.map((one) => [one.serial, one.equipment.serial]), [['AB-1', 'CB-300-1184']], `GraphQL (${JSON.stringify(found.errors ?? '')})`)
  await waitFor('the search to find it', async () => (await hub.get('/api/search/?q=AB-1')).items.some((one) => one.id === stage.ids.log))
}

/// What the company's own fields add up to, at once: by the API, and as a view of the list down to a phone.
// features: EXTN-01 with the steps before it, hide() for rights, and tests/hub/api/summary_test.cpp
export async function addsUp(stage) {
  const { office, hub } = stage
  const { body } = await hub.call('GET', `/api/${path}/summary/?group=grade&sum=pressure`)
  const poor = body.groups.find((one) => one.by.grade === 'poor')
  equal([poor.count, poor.figures.pressure[0].sum], [1, '1.5'], 'count and sum of the one log')
  await office.go(`/records/${path}?show=summary&by=grade&sum=pressure`)
  const row = office.at('summary-row').filter({ hasText: 'Poor' })
  await row.getByText('1.5').first().waitFor()
  await stage.shot('builder-4-summary', office.page)
  const phone = await stage.officePage('summary-phone', undefined, { viewport: { width: 360, height: 740 }, hasTouch: true })
  await phone.go(`/records/${path}?show=summary&by=grade&sum=pressure`)
  await phone.at('summary-row').first().waitFor()
  const beyond = await phone.page.evaluate(() => [...document.querySelectorAll('main *')].filter((one) => one.getBoundingClientRect().right > 361).map((one) => `${one.tagName}.${one.className}`.slice(0, 80)).slice(0, 6))
  check((await phone.page.evaluate(() => document.documentElement.scrollWidth)) <= 360, `the summary stays within 360 px; beyond it are ${beyond.join(', ')}`)
}

export async function fromFile(stage) {
  const { office, hub } = stage
  const place = file.join(stage.data, 'logs.csv')
  writeFileSync(place, ['Serial;Pressure;Grade;Read on', 'CD-1;1.1;Good;2026-11-01', 'CD-2;9;Good;2026-11-02', 'CD-3;2;Poor;2026-11-03'].join('\r\n'))
  await office.go(`/records/${path}`)
  await office.at('transfer-menu').click()
  await office.at('list-import').click()
  await office.at('import-file').setInputFiles(place)
  await office.at('mapping').waitFor()
  equal(await office.at('map-Pressure').inputValue(), 'Pressure', 'the field proposed for a column')
  await stage.shot('builder-5-mapping', office.page)
  await office.at('import-check').click()
  await office.at('import-verdict').filter({ hasText: '1 of 3 rows is faulty' }).waitFor({ timeout: 60000 })
  await office.at('import-start').click()
  await office.at('import-result').filter({ hasText: '2 created' }).waitFor({ timeout: 60000 })
  equal((await hub.list(path, 'serial = "CD-3"')).map((one) => one.grade), ['poor'], 'what came in')
}

export async function hide(stage) {
  const { admin, company, office } = stage
  await admin.go(`/types/${path}`)
  await admin.at('select-grade').click()
  await admin.at('panel-who').getByText('Only some roles').click()
  equal(await admin.at('field-right-technician').inputValue(), 'Does not see it', 'the right of a technician')
  await admin.at('builder-warnings').waitFor()
  await stage.shot('builder-6-hide', admin.page)
  await save(admin)
  const technician = await new HubClient(company.hub.url).signIn('technician1@demo.example', demoPassword)
  await hiddenInApi(stage, technician)
  const page = await stage.officePage('technician', undefined, { login: 'technician1@demo.example' })
  await page.go(`/records/${path}/${stage.ids.log}`)
  await page.at('value-serial').waitFor()
  equal(await page.at('value-grade').count(), 0, 'the field on a technician’s page')
  await stage.shot('builder-6-technician', page.page)
  await office.go(`/records/${path}/${stage.ids.log}`)
  await office.at('value-grade').waitFor()
}

// features: IDEN-04
async function hiddenInApi(stage, technician) {
  const record = await technician.record(path, stage.ids.log)
  check(record.serial === 'AB-1' && !('grade' in record), 'the API leaves the field out')
  for (const query of ['filter=grade%20%3D%20%22poor%22', 'order_by=grade', 'fields=grade']) equal((await technician.call('GET', `/api/${path}/?${query}`)).status, 400, `a list with ${query}`)
  for (const query of ['group=grade', 'filter=grade%20%3D%20%22poor%22']) equal((await technician.call('GET', `/api/${path}/summary/?${query}`)).status, 400, `a summary with ${query}`)
  equal((await technician.call('POST', `/api/${path}/`, { serial: 'T-1', grade: 'poor' })).status, 400, 'writing the field')
  const meta = (await technician.get('/api/meta/')).types.find((one) => one.path === path)
  equal(meta.fields.map((one) => one.name).includes('grade'), false, 'the catalogue names it')
  check(!JSON.stringify(await technician.get('/api/openapi.json')).includes('"grade"'), 'OpenAPI does not name it')
  check((await ask(technician, `{ ${stage.ids.plural} { nodes { serial grade } } }`)).errors?.length > 0, 'GraphQL does not know it')
  const { data } = await ask(technician, `{ ${stage.ids.plural} { nodes { serial } } }`)
  check(data[stage.ids.plural].nodes.length > 0, 'GraphQL shows the rest')
  check(!JSON.stringify(await technician.get(`/api/${path}/${stage.ids.log}/history/`)).includes('poor'), 'the history does not tell it')
  check(!JSON.stringify(await technician.get(`/api/search/?q=AB-1&type=${path}&counts=true`)).includes('poor'), 'search and its counts do not tell it')
  const csv = await technician.call('GET', `/api/${path}/?format=csv`)
  check(csv.status !== 200 || !/grade|poor/i.test(csv.body.toString()), 'an export leaves it out')
  equal((await technician.call('POST', '/api/exports/', { path, format: 'csv', columns: ['grade'] })).status, 400, 'an export of that column')
}

export async function rename(stage) {
  const { admin, hub, company } = stage
  const script = await new HubClient(company.hub.url).signIn('dispatcher@demo.example', demoPassword)
  let wanted = true
  const written = []
  const writing = (async () => {
    for (let number = 0; wanted; ++number) {
      const { status, body } = await script.call('POST', `/api/${path}/`, { serial: `W-${number}`, pressure: String((number % 29) / 10) })
      check(status === 201, `write ${number} is taken (HTTP ${status}: ${JSON.stringify(body)})`)
      written.push([body.id, (number % 29) / 10])
      await setTimeout(25) // a user may ask 3,000 times a minute
    }
  })()
  writing.catch(() => {}) // told where it is waited for
  try {
    await admin.go(`/types/${path}`)
    await admin.at('select-pressure').click()
    await waitFor('the script at work', () => written.length > 5)
    await admin.at('panel-label').fill('Gauge pressure')
    await admin.at('panel-key').fill('gauge')
    await stage.shot('builder-7-rename', admin.page)
    await save(admin)
    const before = written.length
    await waitFor('the script writing on', () => written.length > before + 5)
  } finally {
    wanted = false
  }
  await writing
  const records = new Map((await hub.list(path, 'serial >= "W-" AND serial < "W."')).map((one) => [one.id, one]))
  equal(records.size, written.length, 'records that the script wrote')
  equal(written.filter(([id, value]) => Number(records.get(id)?.gauge) !== value), [], 'values that were lost')
  equal((await hub.list(path, 'pressure > 1.4 AND serial = "AB-1"')).length, 1, 'found by the former name')
  equal((await hub.list(path, 'gauge > 1.4 AND serial = "AB-1"')).length, 1, 'found by the new name')
  await stage.office.go(`/records/${path}`)
  await stage.office.at('head-gauge').filter({ hasText: 'Gauge pressure' }).waitFor()
}

export async function afterwards(stage) {
  const { admin, hub, office } = stage
  await admin.go(`/types/${path}`)
  await admin.at('remove-gauge').click()
  await save(admin)
  check(!('gauge' in (await hub.record(path, stage.ids.log))), 'a field out of use is not shown')
  await admin.at('bring-back-gauge').click()
  await save(admin)
  equal(Number((await hub.record(path, stage.ids.log)).gauge), 1.5, 'its value after it came back')
  await admin.at('select-gauge').click()
  check(await admin.at('panel-kind').isDisabled(), 'its kind cannot be changed')
  await retire(stage)
  await admin.go('/types/accounts')
  await admin.at('kind-choice').click()
  await admin.at('panel-label').fill('Heating')
  for (const [index, label] of ['Gas', 'Heat pump'].entries()) {
    await admin.at('choice-add').click()
    await admin.at(`choice-${index}`).fill(label)
  }
  await stage.shot('builder-8-accounts', admin.page)
  await save(admin)
  const account = await hub.one('accounts', 'name = "Alpenhotel Muster"')
  await office.go(`/records/accounts/${account.id}?edit=1`)
  await choose(office, 'field-heating', 'Heat pump')
  await office.at('form-save').click()
  await office.at('value-heating').filter({ hasText: 'Heat pump' }).waitFor()
  await admin.go('/types')
  await admin.at('type-accounts').getByText('1 field').waitFor()
}

/** The whole type goes out of use and comes back, with its records. */
async function retire({ admin, hub, office, ids }) {
  await office.go(`/records/${path}`)
  await admin.go(`/types/${path}`)
  await admin.at('builder-basics').click()
  await admin.at('retire-type').click()
  await admin.at('confirm-retire').click()
  await admin.at(`type-${path}`).filter({ hasText: 'Retired' }).waitFor()
  equal((await hub.call('GET', `/api/${path}/`)).status, 404, 'a type out of use')
  await office.at('list-count').waitFor({ state: 'detached' })
  await admin.at(`type-${path}`).click()
  await admin.at('builder-save').click()
  await admin.at('builder-saved').last().waitFor()
  equal((await hub.record(path, ids.log)).serial, 'AB-1', 'a record after its type came back')
}
