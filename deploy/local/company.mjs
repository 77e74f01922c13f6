// A whole company on this machine: broker, mail catcher, hub, gpsd with a recorded drive, vans. Used by ./dev run and by
// the browser tests; everything listens on loopback only and ends with stop().
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { Mailbox } from './mailbox.mjs'
import { Ended, freePort, Link, Program, waitFor } from './processes.mjs'

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..')
export const demoPassword = 'truckroll-demo'

function ini(sections) {
  return Object.entries(sections)
    .map(([name, keys]) => `[${name}]\n${Object.entries(keys).map(([key, value]) => `${key} = ${value}`).join('\n')}\n`)
    .join('\n')
}

export class Company {
  /**
   * programs: folder of the build; map: folder with tiles and roads; data: folder for everything it writes.
   * settings: more sections of the hub's configuration. hub: another program in its place. link: what stands between a van and the broker.
   * drive: {speed, skip, begin, later} of the recorded drive for the first van, or null for no receiver; later: startReceiver() is called by hand.
   */
  constructor({ programs, map, data, port = 0, store = '', vans = 1, empty = false, drive = { speed: 1, skip: 0 }, settings = {}, hub = 'hub/server/truckroll-hub', link = Link }) {
    Object.assign(this, { programs: path.resolve(programs), map: path.resolve(map), data: path.resolve(data), port, store, count: vans, empty, drive, settings, hubProgram: hub, link })
    this.vans = []
    this.logs = path.join(this.data, 'logs')
  }

  program(...parts) {
    return path.join(this.programs, ...parts)
  }

  pki(...args) {
    return execFileSync(this.program('common/certificates/tool/truckroll-pki'), args, { encoding: 'utf8' }).trim()
  }

  async start() {
    mkdirSync(this.logs, { recursive: true })
    this.mailbox = await new Mailbox().open()
    await this.startBroker()
    await this.startHub()
    if (!this.empty) {
      if (this.drive) this.gpsdPort = await freePort()
      if (this.drive && !this.drive.later) this.startReceiver()
      const devices = this.hub.ready.devices.slice(0, this.count)
      for (const [index, device] of devices.entries()) this.vans.push(await this.startVan(device, index))
    }
    return this
  }

  async startBroker() {
    this.certificates = path.join(this.data, 'certificates')
    this.pki('init', this.certificates)
    this.pki('server', this.certificates)
    this.pki('hub', this.certificates)
    // A port that was free is taken at times before the broker has it.
    for (let left = 5; ; left -= 1) {
      try {
        return await this.runBroker()
      } catch (error) {
        if (left === 0 || !String(error.message).includes('Address already in use')) throw error
      }
    }
  }

  async runBroker() {
    this.brokerPort = await freePort()
    // Several connections share the hub's name, which the vans' listener does not allow.
    this.hubsPort = await freePort()
    this.feedsPort = await freePort()
    this.brokerConfiguration = this.pki('broker-config', this.certificates, String(this.brokerPort), String(this.hubsPort), String(this.feedsPort))
    await this.restartBroker()
  }

  /** On the ports it had. */
  async restartBroker() {
    this.broker = new Program('broker', 'mosquitto', ['-c', this.brokerConfiguration], path.join(this.logs, 'broker.log'))
    await waitFor('the broker', async () => {
      if (!this.broker.running) throw new Ended(`mosquitto has ended: ${this.broker.said ?? 'see logs/broker.log'}`)
      return new Promise((resolve) => {
        import('node:net').then(({ default: net }) => {
          const socket = net.connect(this.brokerPort, '127.0.0.1', () => resolve(socket.destroy()))
          socket.on('error', () => resolve(false))
        })
      })
    })
  }

  async startHub() {
    const file = path.join(this.data, 'hub.conf')
    // Links in mails name the address, so it is known before the hub starts.
    if (this.port === 0) this.port = await freePort()
    writeFileSync(file, ini({
      store: { url: this.store || `sqlite:${path.join(this.data, 'hub.db')}` },
      web: { port: this.port, public_url: `http://127.0.0.1:${this.port}`, folder: path.join(root, 'hub/web/dist') },
      map: { folder: this.map },
      broker: { host: '127.0.0.1', port: this.hubsPort, vans_host: '127.0.0.1', vans_port: this.brokerPort, certificates: this.certificates },
      mail: { url: `smtp://127.0.0.1:${this.mailbox.port}`, from: 'service@demo.example' },
      paper: { program: this.program('pdf/tool/truckroll-paper') },
      data: { folder: this.data },
      ...this.settings,
    }))
    const args = ['--config', file]
    if (this.empty) args.push('--empty')
    else args.push('--demo', path.join(root, 'deploy/demo/company.json'), '--demo-password', demoPassword)
    const program = new Program('hub', this.program(this.hubProgram), args, path.join(this.logs, 'hub.log'))
    const ready = await program.readyLine('ready', 180000)
    this.hub = { program, ready, url: ready.address, config: file }
  }

  startReceiver() {
    const args = ['board/sim/data/drive-liechtenstein.nmea', '--gpsd', String(this.gpsdPort), '--speed', String(this.drive.speed), '--park']
    if (this.drive.skip) args.push('--skip', String(this.drive.skip))
    if (this.drive.begin) args.push('--begin', this.drive.begin)
    this.receiver = new Program('receiver', this.program('board/sim/tool/truckroll-drive'), args, path.join(this.logs, 'receiver.log'), { cwd: root })
  }

  /** One van's computer, behind a link of its own that can be cut. */
  async startVan(device, index) {
    const folder = path.join(this.data, device.serial)
    mkdirSync(folder, { recursive: true })
    if (!existsSync(path.join(this.certificates, `${device.name}.crt`))) this.pki('device', this.certificates, device.name)
    const link = await new this.link(this.brokerPort).open()
    const van = { device, folder, link, port: await freePort(), config: path.join(folder, 'van.conf') }
    writeFileSync(van.config, ini(this.vanSettings(van, index)))
    await this.bootVan(van)
    van.kill = async () => van.program.stop('SIGKILL')
    van.boot = async () => this.bootVan(van)
    return van
  }

  /** A computer that no hub knows yet: it comes in by a code of the office. */
  async startUnknownVan(name) {
    const folder = path.join(this.data, name)
    mkdirSync(folder, { recursive: true })
    const van = { device: { serial: name }, folder, port: await freePort(), config: path.join(folder, 'van.conf'), link: { close: async () => {} } }
    writeFileSync(van.config, ini({
      data: { folder: path.join(folder, 'store') }, web: { port: van.port, folder: path.join(root, 'edge/web/dist') }, gps: { host: '' },
      map: { folder: this.map, roads_file: path.join(this.map, 'roads') }, paper: { program: this.program('pdf/tool/truckroll-paper') },
    }))
    await this.bootVan(van)
    this.vans.push(van)
    return van
  }

  vanSettings(van, index) {
    return {
      data: { folder: path.join(van.folder, 'store') },
      van: { tenant: van.device.tenant, shard: String(van.device.shard).padStart(2, '0'), device: van.device.name },
      web: { port: van.port, folder: path.join(root, 'edge/web/dist') },
      hub: {
        host: '127.0.0.1', port: van.link.port,
        authority_file: path.join(this.certificates, 'authority.crt'),
        certificate_file: path.join(this.certificates, `${van.device.name}.crt`),
        key_file: path.join(this.certificates, `${van.device.name}.key`),
      },
      gps: { host: '127.0.0.1', port: index === 0 && this.gpsdPort ? this.gpsdPort : 1 },
      map: { folder: this.map, roads_file: path.join(this.map, 'roads') },
      paper: { program: this.program('pdf/tool/truckroll-paper') },
    }
  }

  /** How a van's program is started: what a test puts around it. */
  vanOptions() {
    return {}
  }

  async bootVan(van) {
    van.program = new Program(van.device.serial, this.program('edge/agent/truckroll-van'), ['--config', van.config], path.join(this.logs, `${van.device.serial}.log`), this.vanOptions(van))
    const ready = await van.program.readyLine('ready')
    van.url = ready.address
  }

  async stop() {
    for (const van of this.vans) {
      await van.program.stop()
      await van.link.close()
    }
    await this.receiver?.stop()
    await this.hub?.program.stop()
    await this.broker?.stop()
    await this.mailbox?.close()
  }
}
