// A list from a file and into one, as a person does it: mapping, trial, run, taking back; the export dialog; on a phone too.
//   node tests/browser/transfer.mjs --programs build/sanitize --map build/map
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

const rows = 12
const faulty = [4, 9] // lines

process.exit(await perform({ vans: 0 }, async (stage, run) => {
  await run('1', 'a dropped file shows its columns with a proposed mapping', propose)
  await run('2', 'the trial names the faulty lines, on the screen and as a file', tryIt, '1')
  await run('3', 'the rest comes in, and the result leads to the list', bringIn, '2')
  await run('4', 'the list is exported as it is filtered', takeOut, '3')
  await run('5', 'the import is taken back but for what was changed since', takeBack, '3')
  await run('6', 'a phone shows each step without scrolling sideways', onPhone, '5')
}))

function file(stage) {
  const text = ['Firma;E-Mail;Telefon;Strasse;PLZ;Ort;Land']
  for (let line = 2; line < rows + 2; ++line)
    text.push(`Imported ${line};i${line}@example.test;+423 100 20 ${line};Weg ${line};9490;Vaduz;${faulty.includes(line) ? 'Atlantis' : 'LI'}`)
  const place = path.join(stage.data, 'kunden.csv')
  writeFileSync(place, text.join('\r\n'))
  return place
}

async function propose(stage) {
  stage.office = await stage.officePage('office')
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

async function tryIt(stage) {
  const { office } = stage
  await office.at('import-check').click()
  await office.at('import-verdict').filter({ hasText: `2 of ${rows} rows are faulty` }).waitFor({ timeout: 60000 })
  const shown = await office.at('faults-check').locator('tbody tr').allInnerTexts()
  equal(shown.map((row) => Number(row.split('\t')[0])), faulty, 'the lines that are named')
  const [download] = await Promise.all([office.page.waitForEvent('download'), office.at('faults-file-check').click()])
  check(readFileSync(await download.path(), 'utf8').includes('4,Land,Atlantis,'), 'the report has line, column and value')
  await stage.shot('import-checked', office.page)
}

async function bringIn(stage) {
  const { office, hub } = stage
  await office.at('import-start').click()
  await office.at('import-result').filter({ hasText: `${rows - 2} created` }).waitFor({ timeout: 60000 })
  await stage.shot('import-done', office.page)
  equal((await hub.list('accounts', 'name >= "Imported" AND name < "Importee"')).length, rows - 2, 'accounts that came in')
}

async function takeOut(stage) {
  const { office } = stage
  await office.go('/records/accounts?q=Imported%2011')
  await office.at('transfer-menu').click()
  await office.at('list-export').click()
  await office.at('export-dialog').waitFor()
  await stage.shot('export-dialog', office.page)
  await office.at('export-start').click()
  await office.at('export-download').waitFor({ timeout: 60000 })
  const [download] = await Promise.all([office.page.waitForEvent('download'), office.at('export-download').click()])
  const text = readFileSync(await download.path(), 'utf8')
  equal(text.trim().split('\r\n').length, 2, 'a head and the one row that the search leaves')
  check(text.includes('Imported 11') && text.includes('i11@example.test'), 'the row is the one that was searched')
  await office.page.keyboard.press('Escape')
}

async function takeBack(stage) {
  const { office, hub } = stage
  const kept = await hub.one('accounts', 'name = "Imported 5"')
  await hub.change('accounts', kept.id, { industry: 'wood' })
  await office.go(`/imports/${stage.run}`)
  await office.at('import-undo').click()
  await office.at('confirm-undo').click()
  await office.at('faults-undo').filter({ hasText: 'has been changed since' }).waitFor({ timeout: 60000 })
  await stage.shot('import-undone', office.page)
  equal((await hub.list('accounts', 'name >= "Imported" AND name < "Importee"')).map((one) => one.id), [kept.id], 'what is left')
}

async function onPhone(stage) {
  const { office } = stage
  await office.page.setViewportSize({ width: 360, height: 740 })
  const narrow = async (name) => {
    await stage.shot(`phone-${name}`, office.page)
    const [wide, room] = await office.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
    check(wide <= room, `${name} fits into 360 pixels, it has ${wide}`)
  }
  await narrow('undone')
  await office.go('/import/accounts')
  await office.at('import-drop').waitFor()
  await narrow('drop')
  await office.at('import-file').setInputFiles(file(stage))
  await office.at('mapping').waitFor()
  await narrow('mapping')
  await office.at('import-check').click()
  await office.at('import-verdict').waitFor({ timeout: 60000 })
  await narrow('checked')
}
