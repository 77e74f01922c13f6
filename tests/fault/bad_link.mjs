// A TCP link with faults: what stands between a van and the broker in tests/fault.
import { Link } from '../../deploy/local/processes.mjs'

export class BadLink extends Link {
  isHalfOpen = false
  delayMs = 0
  bytesPerSecond = Infinity

  /** Bytes stay in their order, as TCP keeps them: each part waits for the one before. */
  carry(from, to) {
    let last = Promise.resolve()
    from.on('data', (part) => {
      if (this.isHalfOpen) return // for ever, as on a link whose other end is gone
      const pause = this.delayMs + (this.bytesPerSecond === Infinity ? 0 : (part.length / this.bytesPerSecond) * 1000)
      last = last.then(() => (pause ? new Promise((resolve) => setTimeout(resolve, pause)) : undefined)).then(() => {
        if (!to.destroyed) to.write(part)
      })
    })
  }

  halfOpen() {
    this.isHalfOpen = true
  }

  slow(delayMs, bytesPerSecond = Infinity) {
    Object.assign(this, { delayMs, bytesPerSecond })
  }

  /** What vanished on connections that were half-open stays away: they end. */
  heal() {
    this.slow(0)
    if (this.isHalfOpen) this.cut()
    this.isHalfOpen = false
    this.restore()
  }
}
