// Two hubs of one company on one PostgreSQL behind HAProxy, as deploy/haproxy has them.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Company } from '../../deploy/local/company.mjs'
import { freePort, Program, waitFor } from '../../deploy/local/processes.mjs'
import { PostgresServer } from '../browser/lib/postgres.mjs'
import { Replica } from './replica.mjs'

export const olderHub = 'tests/hubs/older/truckroll-hub-older'

/** The delivered file, its machines replaced by this one. */
function proxyConfig(port, hubs) {
  let server = 0
  return readFileSync(new URL('../../deploy/haproxy/haproxy.cfg', import.meta.url), 'utf8').split('\n').filter((line) => !/log|bind :443|redirect scheme|X-Forwarded-Proto/.test(line))
    .map((line) => line.replace('maxconn 20000', 'maxconn 500').replace('bind :80', `bind 127.0.0.1:${port}`).replace(/<10\.0\.0\.\d+>:8080/, () => `127.0.0.1:${hubs[server++]}`)).join('\n')
}

export class Hubs {
  /** copied: the database has a read copy, which the hubs use. older: the first hub is of an older release, and the second is not started. */
  constructor({ programs, map, data, settings = {}, copied = false, older = false }) {
    Object.assign(this, { programs, map, data, settings, copied, older })
  }

  async start() {
    this.postgres = await new PostgresServer({ counts: true }).open()
    let store = this.postgres.url
    const settings = { ...this.settings }
    if (this.copied) {
      this.replica = await new Replica({ counts: true }).follow(this.postgres)
      store = `postgresql:///truckroll?host=${this.postgres.folder},${this.replica.folder}&user=postgres&target_session_attrs=read-write`
      settings.store = { url: store, read_copies: this.replica.url }
    }
    const identity = { key: path.join(this.data, 'identity.key') }
    const web = { port: await freePort(), address: '127.0.0.1', proxy: '127.0.0.1' }
    this.company = new Company({ programs: this.programs, map: this.map, data: this.data, vans: 0, drive: null, store, settings: { identity, web, ...settings }, ...(this.older ? { hub: olderHub } : {}) })
    await this.company.start()
    this.first = { ...this.company.hub, url: `http://127.0.0.1:${web.port}` }
    if (this.older) return this
    this.second = await this.boot('second', await freePort())
    await this.startProxy([web.port, this.second.port])
    return this
  }

  /** One more hub, with a folder of its own. */
  async boot(name, port, hub = 'hub/server/truckroll-hub') {
    const data = path.join(this.data, name)
    mkdirSync(data, { recursive: true })
    const set = ['--set', `web.port=${port}`, '--set', `data.folder=${data}`]
    const program = new Program(name, path.resolve(this.programs, hub), ['--config', this.company.hub.config, ...set], path.join(this.company.logs, `${name}.log`))
    const ready = await program.readyLine('ready', 120000)
    return { program, ready, port, url: ready.address, name }
  }

  async startProxy(hubs) {
    const port = await freePort()
    const file = path.join(this.data, 'haproxy.cfg')
    writeFileSync(file, proxyConfig(port, hubs))
    this.proxy = new Program('HAProxy', 'haproxy', ['-db', '-f', file], path.join(this.company.logs, 'haproxy.log'))
    this.url = `http://127.0.0.1:${port}`
    await waitFor('HAProxy', async () => (await fetch(`${this.url}/api/health`)).ok)
  }

  ask = (sql) => this.postgres.ask(`/* test */ ${sql}`)

  async stop() {
    await this.proxy?.stop()
    await this.second?.program.stop()
    await this.company?.stop()
    await this.replica?.close()
    await this.postgres?.close()
  }
}
