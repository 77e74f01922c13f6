// A technician who presses on, whatever happens to the van's computer: what he was told is saved is kept for the audit.
import { randomUUID } from 'node:crypto'

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

export class Presser {
  /** `random`: a function like Math.random. */
  constructor(van, visit, random) {
    Object.assign(this, { van, visit, random, notes: [], received: 0, pressed: 0, refused: 0, isStopped: false })
  }

  start() {
    this.ended = this.run()
  }

  async stop() {
    this.isStopped = true
    await this.ended
  }

  async run() {
    while (!this.isStopped) {
      await this.press()
      await pause(20 + this.random() * 200)
    }
  }

  async press() {
    const what = this.random()
    if (what < 0.7) {
      const text = `Note ${this.van.device.serial} ${this.pressed}`
      if (await this.post(`/api/visits/${this.visit}/notes`, { text })) this.notes.push(text)
    } else if (what < 0.85 || this.received < 1) {
      if (await this.post('/api/stock/receive', { code: 'SEAL-12', quantity: '1' })) this.received += 1
    } else if (await this.post('/api/stock/hand-over', { code: 'SEAL-12', quantity: '1' })) {
      this.received -= 1
    }
    this.pressed += 1
  }

  /** One press: with the same key until somebody answers. */
  async post(path, input) {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() }
    for (;;) {
      try {
        const reply = await fetch(this.van.url + path, { method: 'POST', body: JSON.stringify(input), headers, signal: AbortSignal.timeout(20000) })
        await reply.arrayBuffer()
        if (reply.ok) return true
        if (reply.status !== 503 && reply.status !== 504) {
          this.refused += 1
          this.lastRefusal = `HTTP ${reply.status} for ${path}`
          return false
        }
      } catch {
        // The van's computer is away; whoever pressed was told nothing.
      }
      await pause(100)
    }
  }
}
