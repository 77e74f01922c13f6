// A record type that the company makes itself, in the van: there without restart, filled in at the job, moved, hidden.
//   node tests/browser/own_van.mjs --programs build/sanitize --map build/map
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

const type = {
  key: 'boiler_log', label: 'Boiler log', plural: 'Boiler logs', title: '{serial}', in_vans: true, help: 'What was read at the boiler.',
  translations: [{ language: 'de', label: 'Kesselblatt', plural: 'Kesselblätter' }],
  states: [{ key: 'open', label: 'Open' }, { key: 'checked', label: 'Checked' }],
  moves: [{ action: 'check', label: 'Check', from: ['open'], to: 'checked' }, { action: 'reopen', label: 'Open again', from: ['checked'], to: 'open' }],
  grants: [{ role: 'technician', read: true, create: true, change: true }, { role: 'dispatcher', read: true, create: true, change: true }],
}
const fields = [
  { key: 'serial', label: 'Serial number', kind: 'text', required: true, unique: true },
  { key: 'pressure', label: 'Pressure', kind: 'decimal', maximum: '3', unit: 'BAR' },
  { key: 'read_on', label: 'Read on', kind: 'date' },
  { key: 'grade', label: 'Grade', kind: 'choice', choices: [{ key: 'good', label: 'Good' }, { key: 'poor', label: 'Poor' }] },
  { key: 'equipment', label: 'Equipment', kind: 'reference', refers: 'field.Equipment' },
  { key: 'site', label: 'Site', kind: 'reference', refers: 'crm.Site' },
  { key: 'remarks', label: 'Remarks', kind: 'long_text' },
]

async function open(stage) {
  stage.van = await stage.vanPage('van', 0)
  const { visits } = await stage.hub.get('/api/dispatch/')
  stage.ids.visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
  await waitFor('the van to have the visit', async () => (await stage.van.has(stage.ids.visit)) === 1)
  stage.admin = await new HubClient(stage.company.hub.url).signIn('admin@demo.example', demoPassword)
}

async function make({ admin, van, ids }) {
  equal(await van.at('nav-own').count(), 0, 'no tab for records that there are none of')
  ids.type = (await admin.post('/api/custom-types/', type)).id
  for (const [order, field] of fields.entries()) {
    const made = await admin.post('/api/custom-fields/', { ...field, of_type: 'own.boiler_log', order })
    ids[field.key] = made.id
  }
  await admin.post(`/api/custom-types/${ids.type}/activate/`)
  const made = await admin.post('/api/own-boiler-log/', { serial: 'OF-1', pressure: '1.25', grade: 'good' })
  await van.at('nav-own').click()
  await van.at('own-boiler_log').click()
  await van.at(`own-row-${made.id}`).click()
  await van.at('own-value-pressure').waitFor()
  check((await van.at('own-value-pressure').innerText()).startsWith('1.25'), 'the value made in the office')
}

async function fillIn({ van, admin, ids, shot }) {
  await van.job(ids.visit)
  await van.at('job-own-new-boiler_log').click()
  await van.at('own-save').click()
  check((await van.at('own-missing').innerText()).includes('Serial number'), 'what must be filled in is named')
  await van.at('own-input-serial').fill('VA-1')
  await van.at('own-input-pressure').fill('4')
  await van.at('own-input-grade-poor').click()
  await van.at('own-input-remarks').fill('Soot in the flue')
  await shot('own-form', van.page)
  await van.at('own-save').click()
  await van.at('refusal').waitFor()
  await van.at('own-input-pressure').fill('2.5')
  await van.at('own-save').click()
  await van.at('job-own-boiler_log').getByText('VA-1').click()
  equal(await van.at('own-value-grade').innerText(), 'Poor', 'the choice by its label')
  check((await van.at('own-value-site').innerText()).length > 3, 'it refers to the site of the job')
  await van.at('own-move-check').click()
  await van.at('own-state').getByText('Checked').waitFor()
  const [there] = await waitFor('the record at the hub', async () => {
    const found = await admin.list('own-boiler-log', 'serial = "VA-1" AND state = checked')
    return found.length ? found : null
  })
  equal(there.remarks, 'Soot in the flue', 'what was typed')
  check(there.site && there.equipment, 'what the job is about')
  ids.record = there.id
}

async function change({ van, hub, ids }) {
  await van.go(`#/own/boiler_log/${ids.record}`)
  await van.at('own-change').click()
  await van.at('own-input-remarks').fill('Soot in the flue, cleaned')
  await van.page.reload()
  equal(await van.at('own-input-remarks').inputValue(), 'Soot in the flue, cleaned', 'typed text after a reload')
  await van.at('own-save').click()
  await van.at('own-value-remarks').getByText('cleaned').waitFor()
  await waitFor('the change at the hub', async () => (await hub.record('own-boiler-log', ids.record)).remarks.endsWith('cleaned'))
}

async function hide({ van, admin, ids }) {
  await admin.change('custom-fields', ids.grade, { grants: [{ role: 'dispatcher', change: true }] })
  await waitFor('the field to leave the van', async () => !('grade' in (await van.get(`/api/own/boiler_log/${ids.record}`)).values))
  await van.go(`#/own/boiler_log/${ids.record}`)
  await van.at('own-value-serial').waitFor()
  await van.at('own-value-grade').waitFor({ state: 'detached' })
  equal((await van.post(`/api/own/boiler_log/${ids.record}`, { grade: 'good' })).status, 400, 'nor can it be set')
}

async function rename({ van, admin, ids }) {
  await admin.change('custom-fields', ids.remarks, { key: 'findings', label: 'Findings' })
  await waitFor('the new name in the van', async () => (await van.get(`/api/own/boiler_log/${ids.record}`)).values.findings)
  await van.at('own-value-findings').getByText('cleaned').waitFor()
}

async function look({ van, shot }) {
  for (const [name, size] of [['small', { width: 360, height: 740 }], ['tablet', { width: 820, height: 1180 }]]) {
    await van.page.setViewportSize(size)
    await van.go('#/own/boiler_log')
    await van.at('own-rows').waitFor()
    const wide = await van.page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
    check(wide <= 0, `${name}: nothing hangs over the edge (${wide} px)`)
    await shot(`own-list-${name}`, van.page)
  }
}

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'the van has its day', open)
  await run('2', 'a type made in the office is in the van without restart', make, '1')
  await run('3', 'a technician fills one in at the job, is told what is wrong, and moves it', fillIn, '2')
  await run('4', 'what is typed outlives a reload and reaches the hub', change, '3')
  await run('5', 'a field that is hidden from technicians leaves the van', hide, '3')
  await run('6', 'a renamed field keeps its value', rename, '4')
  await run('7', 'on small screens nothing hangs over', look, '2')
}))
