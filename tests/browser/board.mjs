// The day board: where a job fits, what speaks against a move before it is saved and who hears of it after, vans on the map.
//   node tests/browser/board.mjs --programs build/sanitize --map build/map
import { waitFor } from '../../deploy/local/processes.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

const drive = { speed: 3, skip: 300, begin: 'now' }

process.exit(await perform({ vans: 2, drive }, async (stage, run) => {
  await run('1', 'two dispatchers have the board open', open)
  await run('2', 'free slots of every lane; booked by keyboard alone', book, '1')
  await run('3', 'an absence that comes up later marks visit and lane with its reason', fallIll, '2')
  await run('4', 'while dragging each conflict is told, and nothing is saved', carryOver, '1')
  await run('5', 'a move is on the other board, in both vans, and told to three people', moveOver, '4')
  await run('6', 'the map shows van, age of its position and arrival; what is old looks old', followVan, '1')
  await run('7', 'a long tray shows fifty jobs at a time and counts all', fillTray, '1')
}))

async function open(stage) {
  const { hub, ids } = stage
  stage.office = await stage.officePage('office')
  stage.second = await stage.officePage('second')
  stage.day = await hub.get('/api/dispatch/')
  const visit = (summary) => stage.day.visits.find((one) => one.summary === summary)
  Object.assign(ids, {
    service: visit('Boiler service and flue gas check'), cold: visit('Radiators stay cold on the first floor'), water: visit('Hot water fluctuates'),
    boiler: visit('Boiler service'), job: stage.day.unplanned.find((one) => one.job_type_name === 'Boiler service').id,
  })
  for (const [index, name] of ['van', 'van2'].entries()) stage[name] = await stage.vanPage(name, index)
  for (const board of [stage.office, stage.second]) {
    await board.go('/dispatch')
    await board.at('board').waitFor()
  }
}

// features: PLAN-01
async function book(stage) {
  const { office, hub, ids, day } = stage
  await office.at(`pick-${ids.job}`).focus()
  await office.page.keyboard.press('Enter')
  const holders = [ids.north, ids.south]
  const wanted = holders.flatMap((technician) => gaps(day, technician, 60).map((gap) => `free-${technician}-${minuteOf(gap.from)} ${clock(gap.from)}–${clock(gap.to)}`))
  await office.at('picked-bar').filter({ hasText: `fits into ${wanted.length} free slots` }).waitFor()
  const shown = await office.page.locator('button[data-testid^=free-]').evaluateAll((all) => all.map((one) => `${one.dataset.testid} ${one.innerText}`))
  equal(shown.sort(), wanted.sort(), 'the free stretches of those who hold the certificate')
  await office.at(`verdict-${ids.east}`).filter({ hasText: 'does not hold Gas appliance certificate' }).waitFor()
  await office.at(`verdict-${ids.west}`).filter({ hasText: /valid until|expired/ }).waitFor()
  await stage.shot('free-slots', office.page)

  const [, last] = gaps(day, ids.north, 60)
  await office.at(`free-${ids.north}-${minuteOf(last.from)}`).focus()
  await office.page.keyboard.press('Enter')
  await office.at('plan-check').getByText('Fits').waitFor()
  await office.at('plan-start').focus()
  await office.page.keyboard.press('Enter')
  await office.at('plan-dialog').waitFor({ state: 'detached' })
  const visit = await waitFor('the visit', async () => (await hub.list('scheduled-events', `work_order = "${ids.job}"`))[0])
  equal([visit.work_order, visit.assignments.map((one) => one.technician), visit.start], [ids.job, [ids.north], last.from], 'job, technician and time are linked')
  await office.page.locator(`[data-lane="${ids.north}"]`).getByTestId(`visit-${visit.id}`).waitFor()
  await office.at('picked-bar').waitFor({ state: 'detached' })
  await office.at(`received-${visit.id}`).waitFor()
  equal(await office.page.locator('[data-conflict]').count(), 0, 'nothing on the board is in conflict')
}

async function fallIll(stage) {
  const { second, hub, ids, day } = stage
  const off = await hub.post('/api/time-off/', { technician: ids.south, kind: 'sick', from: ids.boiler.start, to: wallTime(day, 16 * 60), zone: day.zone })
  await hub.post(`/api/time-off/${off.id}/approve/`)
  await second.at(`conflict-${ids.boiler.id}`).filter({ hasText: 'Technician South is away' }).waitFor()
  await second.at(`away-${ids.south}`).filter({ hasText: 'Technician South is away' }).waitFor()
  equal(await second.page.locator('[data-conflict]').count(), 1, 'only that visit is in conflict')
  check((await second.at(`visit-${ids.boiler.id}`).getAttribute('title')).includes('is away'), 'the reason stands at the bar')
  await second.at(`visit-${ids.boiler.id}`).click()
  await second.at('plan-check').getByText('Technician South is away').waitFor()
  await second.page.keyboard.press('Escape')
}

// features: PLAN-04
async function carryOver(stage) {
  const { office, hub, ids } = stage
  const { service } = ids
  const saved = []
  office.page.on('request', (request) => /\/(move|book)\/$/.test(request.url()) && saved.push(request.url()))
  const lines = await hub.list('line-items', `work_order = "${service.work_order}"`)
  const filter = lines.find((line) => line.text.includes('Boiler filter'))
  const problem = (text) => office.page.getByTestId('drag-problem').filter({ hasText: text }).waitFor()
  const putBack = async () => {
    await office.page.keyboard.press('Escape')
    await office.page.mouse.up()
    await office.at('drag-label').waitFor({ state: 'detached' })
  }
  await office.carry({ visit: service.id }, ids.south, 8.75)
  await problem(`already has ${ids.water.number}`)
  equal(await office.page.locator('.visit-ghost[data-refused]').count(), 1, 'the place itself looks refused')
  await stage.shot('drag-conflict', office.page)
  await putBack()
  await office.carry({ visit: service.id }, ids.south, 15)
  await problem('Technician South is away')
  await putBack()
  await office.carry({ visit: service.id }, ids.west, 12)
  await problem('Gas appliance certificate')
  await putBack()
  await hub.change('line-items', filter.id, { planned_quantity: '9' })
  await office.carry({ visit: service.id }, ids.south, 10.5)
  await problem('9 needed')
  await putBack()
  await hub.change('line-items', filter.id, { planned_quantity: '1' })
  equal(saved, [], 'nothing was sent to be saved')

  // Dropped all the same: refused with the reason, and it stands where it stood.
  const before = await hub.record('scheduled-events', service.id)
  await office.drag({ visit: service.id }, ids.south, 8.75)
  check((await office.refusal()).includes(`already has ${ids.water.number}`), 'the drop is refused with the reason')
  await office.page.locator(`[data-lane="${ids.north}"]`).getByTestId(`visit-${service.id}`).waitFor()
  const after = await hub.record('scheduled-events', service.id)
  equal([after.start, after.assignments], [before.start, before.assignments], 'the visit is unchanged')
}

async function moveOver(stage) {
  const { office, second, van, van2, hub, ids, day, company } = stage
  const { service } = ids
  const told = wallTime(day, 10 * 60 + 30)
  await hub.change('scheduled-events', service.id, { window_from: service.start, window_to: service.end })
  await waitFor('the first van to have it', async () => (await van.has(service.id)) === 1)
  await office.page.reload()
  await office.carry({ visit: service.id }, ids.south, 10.5)
  await office.at('drag-label').getByText('Fits').waitFor()
  await office.at('drag-promise').filter({ hasText: `${clock(service.start)}–${clock(service.end)}` }).waitFor()
  await office.page.mouse.up()
  await second.page.locator(`[data-lane="${ids.south}"]`).getByTestId(`visit-${service.id}`).waitFor()
  equal(await second.page.locator(`[data-lane="${ids.north}"]`).getByTestId(`visit-${service.id}`).count(), 0, 'the other board no longer has it in the old lane')
  await van2.at(`visit-${service.id}`).waitFor()
  await van.at(`visit-${service.id}`).waitFor({ state: 'detached' })
  equal([await van.has(service.id), await van2.has(service.id)], [0, 1], 'the old van gave it up, the new one has it')

  const visit = await hub.record('scheduled-events', service.id)
  equal([visit.start, visit.window_from, visit.window_to], [told, told, wallTime(day, 11 * 60 + 30)], 'the promise went along')
  const mail = (address, subject) => waitFor(`a mail to ${address}`, () => company.mailbox.to(address).find((one) => subject.test(one.subject) && one.subject.includes(service.number)))
  await mail('technician1@demo.example', /Not yours any more/)
  check((await mail('technician2@demo.example', /New job/)).text.includes('10:30'), 'the new technician is told the time')
  const { messages } = await hub.overview(service.work_order)
  const toCustomer = messages.find((one) => one.purpose === 'appointment_moved')
  check(toCustomer?.address, 'the message to the customer is logged')
  check((await mail(toCustomer.address, /New time/)).text.includes('10:30–11:30'), 'the customer is told the new time')
}

// features: PLAN-13
async function followVan(stage) {
  const { office, van, hub, ids } = stage
  const { cold } = ids
  await waitFor('a position', async () => (await van.get('/api/status')).gps === 'ok', 30000)
  await van.move(cold.id, 'accept', 'accepted')
  await van.move(cold.id, 'on-my-way', 'on_my_way')
  const mark = office.at(`marker-${ids.north}`)
  await mark.filter({ hasText: /Technician North\s+.+ · arrives \d\d:\d\d, / }).waitFor()
  const { eta } = await hub.record('scheduled-events', cold.id)
  check((await mark.innerText()).includes(`arrives ${clock(eta)}`), `the arrival is the van's estimate, ${clock(eta)}: ${await mark.innerText()}`)
  await office.at(`visit-${cold.id}`).filter({ hasText: `arrives ${clock(eta)}` }).waitFor()
  equal(await office.at(`marker-${ids.south}`).count(), 0, 'a van that never told its place is not on the map')
  const place = () => mark.evaluate((one) => one.style.transform)
  const first = await place()
  await waitFor('the mark to move', async () => (await place()) !== first)
  await stage.shot('map', office.page)

  // Twelve minutes without the van: its last position stays, with its age, and looks old.
  const later = await stage.officePage('later', (page) => page.clock.install())
  await later.go('/dispatch')
  const old = later.at(`marker-${ids.north}`)
  await old.waitFor()
  van.van.link.cut()
  await stage.company.receiver.stop()
  const { at } = (await hub.get('/api/dispatch/')).technicians.find((one) => one.id === ids.north).position
  await later.page.clock.fastForward(12 * 60000)
  await old.filter({ hasText: /1[0-3] min ago/ }).waitFor()
  check((await old.getAttribute('class')).includes('map-mark-stale'), `a position of ${at} looks old after twelve minutes`)
}

async function fillTray(stage) {
  const { second, hub } = stage
  const model = await hub.record('work-orders', stage.ids.job)
  const make = (number) => hub.post('/api/work-orders/', { summary: `Waiting ${number}`, account: model.account, site: model.site, job_type: model.job_type })
  const before = (await hub.get('/api/dispatch/')).unplanned_total
  for (let number = before; number < 53; number++) await make(number)
  await second.go('/dispatch')
  const cards = second.page.locator('.tray-card')
  await second.at('tray').getByText('53', { exact: true }).waitFor()
  equal(await cards.count(), 50, 'fifty are shown')
  await second.at('tray').getByTestId('show-more').click()
  equal(await cards.count(), 53, 'then all')
}

function clock(at) {
  return new Date(at).toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit', timeZone: 'Europe/Vaduz' })
}

function minuteOf(at) {
  const [hours, minutes] = clock(at).split(':').map(Number)
  return hours * 60 + minutes
}

/** The instant of that minute of the board's day, by the clock on the wall. */
function wallTime({ day }, minutes) {
  const places = [60, 120].map((ahead) => new Date(Date.parse(`${day}T00:00:00Z`) + (minutes - ahead) * 60000).toISOString().replace('.000', ''))
  return places.find((one) => minuteOf(one) === minutes)
}

/** The free stretches of a lane, worked out from what the board itself shows. */
function gaps(day, technician, minutes) {
  const [open] = day.technicians.find((one) => one.id === technician).available
  const taken = day.visits.filter((one) => one.technicians.includes(technician)).sort((a, b) => a.start.localeCompare(b.start))
  const found = []
  let from = open.from
  for (const { start, end } of [...taken, { start: open.to, end: open.to }]) {
    if (Date.parse(start) - Date.parse(from) >= minutes * 60000) found.push({ from, to: start })
    from = end
  }
  return found
}
