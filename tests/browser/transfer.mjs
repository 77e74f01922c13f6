// A list from a file and into one, as a person does it: mapping, trial, run, taking back; the export dialog; on a phone too.
// features: API-03 (files in and out, with tests/hub/api/lists_test.cpp)
//   node tests/browser/transfer.mjs --programs build/sanitize --map build/map
import { readFileSync } from 'node:fs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'
import { bringIn, file, propose, takeBack, tryIt } from './transfer/importing.mjs'

process.exit(await perform({ vans: 0 }, async (stage, run) => {
  stage.imported = { rows: 12, faulty: [4, 9] } // lines
  await run('1', 'a dropped file shows its columns with a proposed mapping', propose)
  await run('2', 'the trial names the faulty lines, on the screen and as a file', tryIt, '1')
  await run('3', 'the rest comes in, and the result leads to the list', bringIn, '2')
  await run('4', 'the list is exported as it is filtered', takeOut, '3')
  await run('5', 'the import is taken back but for what was changed since', takeBack, '3')
  await run('6', 'a phone shows each step without scrolling sideways', onPhone, '5')
}))

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
