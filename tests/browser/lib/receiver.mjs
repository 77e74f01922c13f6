// Another system that takes webhooks, and answers as it is told.
import http from 'node:http'

export class Receiver {
  taken = []
  status = 204
  text = ''

  async open() {
    this.server = http.createServer(async (request, response) => {
      const parts = []
      for await (const part of request) parts.push(part)
      this.taken.push({ headers: request.headers, body: Buffer.concat(parts).toString(), status: this.status })
      response.writeHead(this.status, { 'Content-Type': 'text/plain' }).end(this.text)
    })
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.url = `http://127.0.0.1:${this.server.address().port}/hooks`
    return this
  }

  /** What came of that event. */
  of = (event) => this.taken.filter(({ body }) => JSON.parse(body).type === event)

  close = () => new Promise((resolve) => {
    this.server.close(resolve)
    this.server.closeAllConnections()
  })
}

/** In plays the receiver is on this computer. */
export const toThisComputer = { webhooks: { private_targets: 'yes' } }
