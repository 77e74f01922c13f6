// What a hostile client needs: sockets that send any bytes, and a look at the hub's process meanwhile.
import { readFileSync } from 'node:fs'
import net from 'node:net'
import { check, equal } from '../../browser/lib/steps.mjs'

/** Sends bytes as they are; what came back until the hub closed or `ms` passed with nothing more. */
export function sendRaw(port, bytes, ms = 3000) {
  return new Promise((resolve) => {
    const parts = []
    const socket = net.connect(port, '127.0.0.1', () => socket.write(bytes))
    const end = () => {
      socket.destroy()
      const text = Buffer.concat(parts).toString('latin1')
      resolve({ text, statuses: [...text.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].map((found) => Number(found[1])) })
    }
    socket.setTimeout(ms, end)
    socket.on('data', (part) => parts.push(part))
    socket.on('error', end)
    socket.on('close', end)
  })
}

/** The hub's process from outside. */
export class Watch {
  constructor(company, admin) {
    this.company = company
    this.admin = admin
    this.pid = company.hub.program.child.pid
    this.port = Number(new URL(company.hub.url).port)
  }

  residentMiB() {
    return Number(readFileSync(`/proc/${this.pid}/status`, 'utf8').match(/VmRSS:\s+(\d+)/)[1]) / 1024
  }

  openFilesMax() {
    return Number(readFileSync(`/proc/${this.pid}/limits`, 'utf8').match(/Max open files\s+(\d+)/)[1])
  }

  /** Others are served within a second: health, and a request of a person. */
  async serves() {
    const begun = performance.now()
    equal((await fetch(`${this.company.hub.url}/api/health`)).status, 200, 'health')
    equal((await this.admin.call('GET', '/api/accounts/?page_size=1')).status, 200, 'a list for somebody else')
    const seconds = (performance.now() - begun) / 1000
    check(seconds < 1, `others are served within a second (${seconds.toFixed(2)} s)`)
  }

  /** Runs `play`, while others are served all the time, and holds the memory that it leaves behind below `mib`. */
  async during(mib, play) {
    const before = this.residentMiB()
    let done = false
    const others = async () => {
      while (!done) {
        await this.serves()
        await new Promise((resolve) => setTimeout(resolve, 100))
      }
    }
    const [result] = await Promise.all([play().finally(() => { done = true }), others()])
    const grown = this.residentMiB() - before
    check(grown < mib, `memory is bounded: it grew by ${grown.toFixed(0)} MiB, at most ${mib}`)
    return result
  }

  /** What a sanitizer has to say, it says in the log. */
  requireSound() {
    check(this.company.hub.program.running, 'the hub still runs')
    const log = readFileSync(`${this.company.logs}/hub.log`, 'utf8')
    const found = log.match(/.*(runtime error:|AddressSanitizer|LeakSanitizer|terminate called).*/)
    check(!found, `no report of a sanitizer: ${found?.[0]}`)
  }
}

/** A refusal in problem+json; with `field`, one that names it. */
export function refused(reply, status, field, text) {
  equal(reply.status, status, `the status of ${JSON.stringify(reply.body).slice(0, 300)}`)
  equal(reply.body.status, status, 'the status in problem+json')
  check((reply.body.title ?? '') !== '', 'a title')
  if (field) check(reply.body.errors?.some((one) => one.field === field), `field ${field} is named: ${JSON.stringify(reply.body)}`)
  if (text) check(JSON.stringify(reply.body).includes(text), `"${text}" is told: ${JSON.stringify(reply.body).slice(0, 600)}`)
}

/** As HubClient.call, with a body of any bytes. */
export async function sendBytes(admin, method, path, body, headers = {}) {
  const reply = await fetch(admin.url + path, { method, body, headers: { Cookie: admin.cookie, 'X-CSRF': admin.session.csrf, 'Content-Type': 'application/json', ...headers } })
  const text = Buffer.from(await reply.arrayBuffer())
  const type = reply.headers.get('content-type') ?? ''
  return { status: reply.status, type, headers: reply.headers, text: text.toString(), body: type.includes('json') ? JSON.parse(text) : text }
}
