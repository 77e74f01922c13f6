// The data set: a company with accounts and interactions, made once per store and size and kept for later runs.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Company, demoPassword } from '../../../deploy/local/company.mjs'
import { HubClient } from '../../browser/lib/hub.mjs'
import { PostgresServer } from '../../browser/lib/postgres.mjs'

/** Opens the store of one size, fills it if need be, and starts a hub on it. */
export class DataSet {
  constructor({ programs, map, folder, store, accounts, interactions }) {
    Object.assign(this, { programs, map, store, accounts, interactions })
    this.folder = path.resolve(folder, `${store}-${accounts}-${interactions}`)
    this.known = path.join(this.folder, 'samples.json')
  }

  async open() {
    // What is half made is no data set.
    if (!existsSync(this.known)) rmSync(this.folder, { recursive: true, force: true })
    mkdirSync(this.folder, { recursive: true })
    if (this.store === 'postgresql') {
      this.server = await new PostgresServer({ folder: path.join(this.folder, 'server'), durable: true }).open()
      this.url = this.server.url
    } else {
      this.url = `sqlite:${path.join(this.folder, 'hub.db')}`
    }
    if (!existsSync(this.known)) await this.fill()
    this.samples = JSON.parse(readFileSync(this.known, 'utf8'))
    return this
  }

  async fill() {
    await this.startHub()
    // One user asks for all.
    const admin = await new HubClient(this.company.hub.url).signIn('admin@demo.example', demoPassword)
    await admin.post('/api/settings/', { key: 'api.user_requests_per_minute', value: '100000000' })
    await this.stopHub()
    const program = path.join(this.programs, 'tests/bench/records/bench_records_seed')
    const text = execFileSync(program, [this.url, String(this.accounts), String(this.interactions)], { encoding: 'utf8', maxBuffer: 1 << 26 })
    if (this.server) this.server.sql('VACUUM ANALYZE')
    writeFileSync(this.known, text)
  }

  async startHub() {
    this.data = mkdtempSync(path.join(tmpdir(), 'truckroll-bench-hub-'))
    this.company = await new Company({ programs: this.programs, map: this.map, data: this.data, vans: 0, drive: null, store: this.url }).start()
    this.hub = await new HubClient(this.company.hub.url).signIn('dispatcher@demo.example', demoPassword)
    this.headers = { Cookie: this.hub.cookie, 'X-CSRF': this.hub.session.csrf, 'Content-Type': 'application/json' }
    return this.hub
  }

  get pid() {
    return this.company.hub.program.child.pid
  }

  async stopHub() {
    await this.company?.stop()
    this.company = null
    if (this.data) rmSync(this.data, { recursive: true, force: true })
  }

  async close() {
    await this.stopHub()
    await this.server?.close({ keep: true })
  }
}
