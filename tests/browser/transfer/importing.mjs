// An import by the screens: mapping, trial, run, taking back. stage.imported: how many rows the file has, and its faulty lines.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { check, equal } from '../lib/steps.mjs'

/** As the office app shows it to an Englishman. */
const shownNumber = (value) => value.toLocaleString('en-GB')

export function file(stage) {
  const { rows, faulty } = stage.imported
  const text = ['Firma;E-Mail;Telefon;Strasse;PLZ;Ort;Land']
  for (let line = 2; line < rows + 2; ++line)
    text.push(`Imported ${line};i${line}@example.test;+4179${1000000 + line};Weg ${line};9490;Vaduz;${faulty.includes(line) ? 'Atlantis' : 'LI'}`)
  const place = path.join(stage.data, 'kunden.csv')
  writeFileSync(place, text.join('\r\n'))
  return place
}

export async function propose(stage) {
  stage.office ??= await stage.officePage('office')
  const { office } = stage
  await office.go('/records/accounts')
  await office.at('transfer-menu').click()
  await office.at('list-import').click()
  await office.at('import-drop').waitFor()
  await stage.shot('import-drop', office.page)
  await office.at('import-file').setInputFiles(file(stage))
  await office.at('mapping').waitFor()
  stage.run = office.page.url().split('/').pop()
  for (const [column, label] of [['Firma', 'Name'], ['E-Mail', 'Channels 1: Value'], ['Telefon', 'Channels 2: Value'], ['Ort', 'Addresses 1: City']])
    equal(await office.at(`map-${column}`).inputValue(), label, `the field proposed for ${column}`)
  await stage.shot('import-mapping', office.page)
}

export async function tryIt(stage) {
  const { office, imported: { rows, faulty } } = stage
  await office.at('import-check').click()
  await office.at('import-verdict').filter({ hasText: `${shownNumber(faulty.length)} of ${shownNumber(rows)} rows are faulty` }).waitFor({ timeout: 120000 })
  await office.at('faults-check').locator('tbody tr').nth(Math.min(faulty.length, 100) - 1).waitFor()
  const shown = await office.at('faults-check').locator('tbody tr').allInnerTexts()
  // The first hundred are shown; the file has them all.
  equal(shown.map((row) => Number(row.split('\t')[0])), faulty.slice(0, 100), 'the lines that are named')
  const [download] = await Promise.all([office.page.waitForEvent('download'), office.at('faults-file-check').click()])
  const report = readFileSync(await download.path(), 'utf8').trim().split('\n').slice(1)
  check(report[0].startsWith(`${faulty[0]},Land,Atlantis,`), 'the report has line, column and value')
  equal(report.map((line) => Number(line.split(',')[0])), faulty, 'the lines of the report')
  await stage.shot('import-checked', office.page)
}

export async function bringIn(stage) {
  const { office, hub, imported: { rows, faulty } } = stage
  await office.at('import-start').click()
  await office.at('import-result').filter({ hasText: `${shownNumber(rows - faulty.length)} created` }).waitFor({ timeout: 120000 })
  await stage.shot('import-done', office.page)
  equal((await hub.get(`/api/accounts/?page_size=1&total=exact&filter=${encodeURIComponent('name >= "Imported" AND name < "Importee"')}`)).total, rows - faulty.length, 'accounts that came in')
}

// features: DQLT-06
export async function takeBack(stage) {
  const { office, hub } = stage
  const kept = await hub.one('accounts', 'name = "Imported 5"')
  await hub.change('accounts', kept.id, { industry: 'wood' })
  await office.go(`/imports/${stage.run}`)
  await office.at('import-undo').click()
  await office.at('confirm-undo').click()
  await office.at('faults-undo').filter({ hasText: 'has been changed since' }).waitFor({ timeout: 300000 })
  await stage.shot('import-undone', office.page)
  equal((await hub.list('accounts', 'name >= "Imported" AND name < "Importee"')).map((one) => one.id), [kept.id], 'what is left')
}
