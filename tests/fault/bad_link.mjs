// A TCP link with faults: what stands between a van and the broker in tests/fault.
import net from 'node:net'

export class BadLink {
  constructor(targetPort) {
    Object.assign(this, { targetPort, sockets: new Set(), mode: 'pass', delayMs: 0, bytesPerSecond: Infinity })
  }

  async open() {
    this.server = net.createServer((near) => this.join(near))
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = this.server.address().port
    return this
  }

  join(near) {
    if (this.mode === 'cut') return near.destroy()
    const far = net.connect(this.targetPort, '127.0.0.1')
    for (const [from, to] of [[near, far], [far, near]]) {
      this.sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => {
        this.sockets.delete(from)
        to.destroy()
      })
      this.carry(from, to)
    }
  }

  /** Bytes stay in their order, as TCP keeps them: each part waits for the one before. */
  carry(from, to) {
    let last = Promise.resolve()
    from.on('data', (part) => {
      if (this.mode === 'half-open') return // for ever, as on a link whose other end is gone
      const pause = this.delayMs + (this.bytesPerSecond === Infinity ? 0 : (part.length / this.bytesPerSecond) * 1000)
      last = last.then(() => (pause ? new Promise((resolve) => setTimeout(resolve, pause)) : undefined)).then(() => {
        if (!to.destroyed) to.write(part)
      })
    })
  }

  /** 'pass', 'cut' or 'half-open'; a link that passes again does so for new connections. */
  become(mode) {
    const was = this.mode
    this.mode = mode
    if (mode === 'cut' || was === 'half-open') for (const socket of this.sockets) socket.destroy()
  }

  slow(delayMs, bytesPerSecond = Infinity) {
    Object.assign(this, { delayMs, bytesPerSecond })
  }

  heal() {
    this.slow(0)
    this.become('pass')
  }

  async close() {
    this.become('cut')
    await new Promise((resolve) => this.server.close(resolve))
  }
}
