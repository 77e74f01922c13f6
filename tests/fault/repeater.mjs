// Delivers to the hub each message of the vans once more, some time later.
import { Tap } from '../browser/lib/tap.mjs'

const isRepeated = (topic) => /\/up\/(op|blob|hello|pull)$/.test(topic)

export class Repeater extends Tap {
  repeated = 0

  /** `random`: a function like Math.random. */
  constructor(random) {
    super()
    this.random = random
  }

  async open(company) {
    await super.open(company)
    this.client.on('error', () => {}) // the broker is away; it connects again by itself
    this.client.on('message', (topic, payload, { retain }) => {
      this.messages = []
      if (retain || !isRepeated(topic)) return
      setTimeout(() => {
        if (!this.client.connected) return
        this.repeated += 1
        this.client.publish(topic, payload, { qos: 1 }, () => {})
      }, this.random() * 3000)
    })
    return this
  }
}
