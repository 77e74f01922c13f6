// A fresh company with a browser in front of it, for the short plays: what it starts, it ends.
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Company, demoPassword } from '../../../deploy/local/company.mjs'
import { Browser } from './browser.mjs'
import { HubClient } from './hub.mjs'
import { Office } from './office.mjs'
import { PostgresServer } from './postgres.mjs'
import { Steps } from './steps.mjs'
import { VanApp } from './van.mjs'

export class Stage {
  ids = {}
  pages = {}

  constructor({ programs, map, postgresql = false }, { vans = 1, drive = null, settings = {} } = {}) {
    this.data = mkdtempSync(path.join(tmpdir(), 'truckroll-play-'))
    this.wanted = { programs, map, postgresql, vans, drive, settings }
  }

  async open() {
    const { postgresql, ...wanted } = this.wanted
    if (postgresql) this.postgres = await new PostgresServer().open()
    this.company = new Company({ ...wanted, data: this.data, store: this.postgres?.url })
    await this.company.start()
    this.hub = await new HubClient(this.company.hub.url).signIn('dispatcher@demo.example', demoPassword)
    this.browser = await new Browser().open()
    const { technicians } = await this.hub.get('/api/dispatch/')
    for (const { id, name } of technicians) this.ids[name.split(' ').pop().toLowerCase()] = id
  }

  /** An office page with a session of its own, signed in; `prepare` has the page before anything is loaded. */
  async officePage(name, prepare = async () => {}, { login = 'dispatcher@demo.example', viewport = { width: 1440, height: 900 }, ...options } = {}) {
    this.pages[name] = await this.browser.page(name, viewport, options)
    await prepare(this.pages[name])
    const office = new Office(this.pages[name], this.company.hub.url)
    await office.signIn(login, demoPassword)
    return office
  }

  async vanPage(name, index, options = {}) {
    this.pages[name] = await this.browser.page(name, { width: 1280, height: 800 }, options)
    const van = new VanApp(this.pages[name], this.company.vans[index])
    await van.go()
    return van
  }

  /** Keeps a picture where TRUCKROLL_SHOTS says so. */
  async shot(name, page) {
    const folder = process.env.TRUCKROLL_SHOTS
    if (!folder) return
    mkdirSync(folder, { recursive: true })
    await page.screenshot({ path: path.join(folder, `${name}.png`) })
  }

  async close() {
    await this.browser?.close()
    await this.company?.stop()
    await this.postgres?.close()
    if (process.env.KEEP) console.log(this.data)
    else rmSync(this.data, { recursive: true, force: true })
  }
}

/** Plays the steps on a fresh company with the programs that the command line names; the exit code. */
export async function perform(wanted, play) {
  const text = { type: 'string' }
  const { values } = parseArgs({ options: { programs: text, map: text, postgresql: { type: 'boolean', default: false } } })
  const stage = new Stage(values, wanted)
  const steps = new Steps(async (number) => {
    for (const [name, page] of Object.entries(stage.pages)) await stage.shot(`failed-${number}-${name}`, page).catch(() => {})
  })
  try {
    if (await steps.run('0', 'a company starts', () => stage.open())) await play(stage, (number, name, step, ...needs) => steps.run(number, name, () => step(stage), needs))
    await steps.run('9', 'no page complained', async () => {
      if (stage.browser?.complaints.length) throw new Error(stage.browser.complaints.join('\n'))
    })
  } finally {
    await stage.close()
  }
  return steps.finish()
}
