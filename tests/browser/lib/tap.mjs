// Listens to what vans tell the hub, on the broker's second port, and can deliver every message once more.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import mqtt from 'mqtt'

export class Tap {
  messages = []

  async open(company) {
    const file = (name) => readFileSync(path.join(company.certificates, name))
    this.client = await mqtt.connectAsync({
      protocol: 'mqtts', host: '127.0.0.1', port: company.hubsPort, protocolVersion: 5, clientId: 'second-hub-for-the-test', servername: 'localhost',
      ca: file('authority.crt'), cert: file('hub.crt'), key: file('hub.key'),
    })
    this.client.on('message', (topic, payload, packet) => {
      if (!packet.retain) this.messages.push({ topic, payload: Buffer.from(payload) })
    })
    await this.client.subscribeAsync('truckroll/1/+/+/+/up/#', { qos: 1, nl: true })
    return this
  }

  /** Delivers operations, blobs, greetings and wishes again, in the order in which they came; how many. Positions are not: the newest wins. */
  async repeat() {
    const again = this.messages.filter(({ topic }) => /\/up\/(op|blob|hello|pull)$/.test(topic))
    for (const { topic, payload } of again) await this.client.publishAsync(topic, payload, { qos: 1 })
    return again.length
  }

  async close() {
    await this.client?.endAsync(true)
  }
}
