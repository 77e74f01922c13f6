// The technician's day: office and van in a browser against the real programs, broker, mail server and gpsd.
//   node tests/browser/day.mjs --programs build/sanitize --map build/map [--store URL | --postgresql] [--json FILE]
// --postgresql starts a server of its own for it.
// TRUCKROLL_SHOTS=DIR keeps pictures of the screens.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { Company, demoPassword } from '../../deploy/local/company.mjs'
import { alterByte } from './day/alter.mjs'
import * as back from './day/back.mjs'
import { beginEmpty } from './day/empty.mjs'
import * as money from './day/money.mjs'
import * as offline from './day/offline.mjs'
import * as plan from './day/plan.mjs'
import { confirmPlans } from './day/receipts.mjs'
import * as wrong from './day/wrong.mjs'
import { Browser } from './lib/browser.mjs'
import { HubClient } from './lib/hub.mjs'
import { Office } from './lib/office.mjs'
import { PostgresServer } from './lib/postgres.mjs'
import { Steps } from './lib/steps.mjs'
import { Tap } from './lib/tap.mjs'
import { VanApp } from './lib/van.mjs'

/** Plays the whole day on a fresh company; the exit code. */
export async function playDay({ programs, map, store = '', postgresql = false, json }) {
  const database = postgresql ? await new PostgresServer().open() : null
  const day = { programs, map, ids: {}, Office, password: demoPassword, data: mkdtempSync(path.join(tmpdir(), 'truckroll-day-')), pages: {} }
  const shots = process.env.TRUCKROLL_SHOTS
  if (shots) mkdirSync(shots, { recursive: true })
  day.shot = async (name, page) => {
    if (!shots) return
    await page.waitForTimeout(1500) // maps draw themselves
    await page.screenshot({ path: path.join(shots, `${name}.png`) })
  }
  const steps = new Steps(async (number) => {
    for (const [name, page] of Object.entries(day.pages)) {
      if (shots) await page.screenshot({ path: path.join(shots, `failed-${number}-${name}.png`) }).catch(() => {})
    }
  })
  // Three seconds of the drive a second, from five minutes after its start: the first site is a minute of driving away.
  day.company = new Company({ programs, map, data: day.data, store: database?.url ?? store, vans: 2, drive: { speed: 3, skip: 300, begin: 'now', later: true } })
  try {
    if (await steps.run('0', 'a company starts: broker, mail server, hub, two vans', () => open(day))) await play(day, steps)
  } finally {
    await close(day, steps.failed > 0 || process.env.TRUCKROLL_KEEP)
    await database?.close()
  }
  return steps.finish(json)
}

async function open(day) {
  const { company } = day
  await company.start()
  day.tap = await new Tap().open(company)
  day.hub = await new HubClient(company.hub.url).signIn('dispatcher@demo.example', demoPassword)
  day.books = await new HubClient(company.hub.url).signIn('bookkeeper@demo.example', demoPassword)
  const { technicians } = await day.hub.get('/api/dispatch/')
  for (const { id, name } of technicians) day.ids[name.split(' ').pop().toLowerCase()] = id
  day.browser = await new Browser().open()
  day.pages.office = await day.browser.page('office', { width: 1440, height: 900 })
  day.office = new Office(day.pages.office, company.hub.url)
  for (const [index, name] of ['van', 'van2'].entries()) {
    day.pages[name] = await day.browser.page(name, { width: 1280, height: 800 })
    day[name] = new VanApp(day.pages[name], company.vans[index])
    await day[name].go()
  }
  await day.office.signIn('dispatcher@demo.example', demoPassword)
  day.alterByte = (blob) => alterByte(company, blob)
}

async function play(day, steps) {
  const run = (number, name, part, ...needs) => steps.run(number, name, () => part(day), needs)
  await run('1', 'job made and checked: certificate and parts refused with reasons', plan.planJob)
  await run('2', 'job dropped on a lane is on the van\'s screen; reserved, received, mailed', plan.sendJob, '1')
  await run('11a', 'another job is on the van before its network goes', wrong.makeMovable)
  await run('3', 'without network: job read, on my way with position and estimate', offline.driveThere, '2')
  await run('3b', 'arrival proposed by the geofence and accepted', offline.arrive, '3')
  await run('4', 'checklist, parts by scanner, labour, photo, note', offline.work, '3b')
  await run('4b', 'van stock received and handed over, never below zero without a reason', offline.moveStock, '3')
  await run('5', 'report filled, read, signed, frozen', offline.signReport, '3b')
  await run('11b', 'that job is given to another van meanwhile', wrong.moveAway, '11a', '3')
  await run('6', 'completed, killed, started again: everything is there and waits', offline.completeAndCrash, '4', '5')
  await run('7', 'network back: the office\'s page shows it all without reload', back.returnNetwork, '6')
  await run('7t', 'the track driven without network is on the map', back.showTrack, '7')
  await run('7b', 'signature\'s evidence; one altered byte shows', back.showEvidence, '7')
  await run('11', 'both vans end right, nothing doubled', wrong.bothRight, '11b', '7')
  await run('7c', 'late message not sent, log says why; online job sends one mail', back.tellCustomer, '7')
  await run('8', 'one invoice a job: numbered, posted, balanced, mailed', money.bill, '7c')
  await run('8b', 'survey mailed and answered once', money.survey, '7')
  await run('8c', 'customer\'s timeline shows all', money.customerTimeline, '8b')
  await run('8d', 'every message delivered twice changes nothing', money.deliverTwice, '8')
  await run('9', 'bookkeeper sees it, technician does not', money.whoSees, '8')
  await run('10a', 'on my way taken back; part done, return visit', wrong.takeBack)
  await run('10b', 'job moved and cancelled, its parts follow', wrong.partsFollow)
  await run('10c', 'a customer without e-mail', wrong.withoutMail)
  await run('10d', 'issued invoice corrected by a credit', wrong.creditInvoice, '9')
  await run('10e', 'an empty company: first administrator by link, own van', beginEmpty)
  await run('13', 'plans confirmed by the van; who has not heard is seen', confirmPlans)
  await run('12', 'no page complained', quietPages)
}

async function quietPages({ browser }) {
  if (browser.complaints.length) throw new Error(browser.complaints.join('\n'))
}

async function close(day, keep) {
  await day.browser?.close()
  await day.tap?.close()
  await day.company.stop()
  if (keep) console.log(`logs are kept in ${day.data}/logs`)
  else rmSync(day.data, { recursive: true, force: true })
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = { type: 'string' }
  const { values } = parseArgs({ options: { programs: text, map: text, store: text, postgresql: { type: 'boolean' }, json: text } })
  process.exit(await playDay(values))
}
