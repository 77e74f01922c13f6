// The real programs, killed and cut off at random: two vans whose technicians press on, a broker that loses all it had, a hub that dies and is restored from an older
// copy. At the end all that a van said is saved is at the hub, once.
// features: SYNC-02 SYNC-09 EDGE-15 X-32
import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from '../browser/lib/hub.mjs'
import { check, equal, Steps } from '../browser/lib/steps.mjs'
import { BadLink } from './bad_link.mjs'
import { Presser } from './presser.mjs'
import { Repeater } from './repeater.mjs'
import { Surrounded } from './surroundings.mjs'

const { values } = parseArgs({ options: { programs: { type: 'string', default: 'build/sanitize' }, map: { type: 'string', default: 'build/map' }, kills: { type: 'string', default: '50' }, seed: { type: 'string', default: String(Date.now() % 1_000_000) } } })
const data = mkdtempSync(path.join(tmpdir(), 'truckroll-fault-'))
const company = new Surrounded({ programs: values.programs, map: values.map, data, vans: 2, drive: null, link: BadLink })
const steps = new Steps(async () => {})
const step = (number, ...rest) => steps.run(number, ...rest)
const random = randomOf(Number(values.seed))
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))
const between = (low, high) => low + random() * (high - low)
const counts = {}
let admin, pressers, before, repeater

/** xorshift32: the same faults for the same seed, as far as programs keep their pace. */
function randomOf(seed) {
  let state = (seed | 0) || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
}

const signIn = async () => { admin = await new HubClient(company.hub.url).signIn('admin@demo.example', demoPassword) }
const hubCommand = (...words) => execFileSync(company.program('hub/server/truckroll-hub'), ['--config', company.hub.config, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
const ofSeals = async (place) => {
  const warehouse = await admin.one('warehouses', `code = "${place}"`)
  const product = await admin.one('products', 'code = "SEAL-12"')
  const items = await admin.list('warehouse-items', `warehouse = "${warehouse.id}" AND product = "${product.id}"`)
  return items.reduce((sum, { on_hand }) => sum + Number(on_hand.value), 0)
}

const faults = {
  async 'van killed'(van) {
    await van.kill()
    await pause(between(0, 500))
    await van.boot()
  },
  async 'hub killed'() {
    await company.hub.program.stop('SIGKILL')
    await pause(between(0, 1000))
    await company.startHub()
  },
  async 'broker killed, with all it had'() {
    // It is set up to keep nothing on a disk.
    await company.broker.stop('SIGKILL')
    await pause(between(0, 2000))
    await company.restartBroker()
  },
  async 'link cut'(van) {
    van.link.cut()
    await pause(between(200, 3000))
    van.link.heal()
  },
  async 'link half-open'(van) {
    van.link.halfOpen()
    await pause(between(1000, 6000))
    van.link.heal()
  },
  async 'clock jumps'(van) {
    company.setClock(van, jumps[Math.floor(random() * jumps.length)])
    await pause(between(500, 3000))
  },
  async 'disk full'(van) {
    company.fillDisk(van)
    await pause(between(500, 3000))
    company.freeDisk(van)
  },
  async 'link slow'(van) {
    van.link.slow(between(50, 800), between(2_000, 50_000))
    await pause(between(1000, 4000))
    van.link.slow(0)
  },
}
const jumps = ['+0', '+400d', '-300d', '+3h', '-20m', '+9000d']
// How often each, of a hundred.
const shares = [['van killed', 40], ['hub killed', 10], ['broker killed, with all it had', 9], ['link cut', 13], ['link half-open', 7], ['link slow', 8], ['clock jumps', 8], ['disk full', 5]]

function pick() {
  let left = random() * 100
  for (const [name, share] of shares) if ((left -= share) < 0) return name
  return shares[0][0]
}

async function strike(count) {
  for (let i = 0; i < count; i += 1) {
    const name = pick()
    counts[name] = (counts[name] ?? 0) + 1
    await pause(between(100, 1200))
    await faults[name](company.vans[Math.floor(random() * company.vans.length)])
  }
}

async function allSent() {
  for (const van of company.vans)
    await waitFor(`${van.device.serial} to have sent all`, async () => {
      const { sync } = await (await fetch(`${van.url}/api/status`)).json()
      return sync.online && sync.waiting === 0
    }, 180000)
}

async function audit() {
  await signIn()
  const told = pressers.flatMap(({ notes }) => notes)
  const notes = (await admin.list('notes', 'text:"Note van"')).map(({ text }) => text)
  const found = new Map()
  for (const text of notes) found.set(text, (found.get(text) ?? 0) + 1)
  equal(told.filter((text) => !found.has(text)), [], 'notes of which a van said that they are saved, and that the hub has not')
  equal([...found].filter(([, times]) => times !== 1), [], 'notes that the hub has more than once')
  for (const [index, presser] of pressers.entries())
    equal(await ofSeals(`VAN-${index + 1}`), before[index] + presser.received, `seals in van ${index + 1}`)
  check(/unaltered/.test(hubCommand('--verify-log')), 'the log verifies')
  console.log(`        ${told.length} notes and ${pressers.map(({ received }) => received).join(' and ')} seals; presses ${pressers.map(({ pressed, refused }) => `${pressed} (${refused} refused)`).join(', ')}`)
}

try {
  console.log(`seed ${values.seed}`)
  if (await step('0', 'a company starts, two technicians press on', async () => {
    await company.start()
    await signIn()
    repeater = await new Repeater(random).open(company)
    before = [await ofSeals('VAN-1'), await ofSeals('VAN-2')]
    pressers = []
    for (const van of company.vans) {
      const visit = await waitFor('the day', async () => {
        const { visits, next } = await (await fetch(`${van.url}/api/today`)).json()
        return [...visits, ...next][0]?.id
      }, 60000)
      pressers.push(new Presser(van, visit, randomOf(Number(values.seed) + 1000 * (pressers.length + 1))))
    }
    for (const presser of pressers) presser.start()
  })) {
    const copy = path.join(data, 'older.backup')
    const kills = Number(values.kills)
    await step('1', `${kills} faults: processes killed, the broker without what it had, links cut, slow and half-open, clocks that jump, full disks; every message comes twice`, async () => {
      await strike(Math.floor(kills / 2))
      hubCommand('--backup', copy)
      await strike(Math.ceil(kills / 2))
      for (const van of company.vans) van.link.heal()
      for (const van of company.vans) company.setClock(van, '+0')
      console.log(`        ${Object.entries(counts).map(([name, count]) => `${name} ${count}`).join(', ')}; ${repeater.repeated} messages came twice`)
    })
    await step('2', 'nothing is lost and nothing doubled', async () => {
      for (const presser of pressers) await presser.stop()
      await allSent()
      await audit()
    })
    await step('3', 'the hub is restored from an older copy, and the vans refill it', async () => {
      for (const presser of pressers) {
        presser.isStopped = false
        presser.start()
      }
      await pause(2000)
      await company.hub.program.stop('SIGKILL')
      for (const end of ['', '-wal', '-shm']) rmSync(path.join(company.data, `hub.db${end}`), { force: true })
      renameSync(copy, path.join(company.data, 'hub.db'))
      hubCommand('--restored')
      await company.startHub()
      await pause(3000)
      for (const presser of pressers) await presser.stop()
      await pause(3000)
      await allSent()
      await audit()
    })
  }
} finally {
  for (const presser of pressers ?? []) presser.isStopped = true
  await repeater?.close()
  await company.stop()
  if (!process.env.TRUCKROLL_KEEP) rmSync(data, { recursive: true, force: true })
}
process.exit(steps.finish())
