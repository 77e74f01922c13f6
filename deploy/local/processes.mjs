// Child processes of a local company: started with their output in a log file, ended with it.
import { spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import net from 'node:net'

/**
 * A port that nobody listens on, on the loopback address. Whoever asks for port 0 and whoever connects gets one of the
 * kernel's (from 32768); below these, a port that is free now stays so until its program listens.
 */
export async function freePort() {
  for (let left = 100; left > 0; left -= 1) {
    const port = randomInt(10000, 32768)
    if (await isFree(port)) return port
  }
  throw new Error('none of 100 ports between 10000 and 32767 is free on 127.0.0.1')
}

function isFree(port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', (error) => (error.code === 'EADDRINUSE' ? resolve(false) : reject(error)))
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  })
}

/** Why nobody can listen there, in words that say what to do; resolves when somebody can. */
export function requireFreePort(port) {
  return new Promise((resolve, reject) => {
    const server = net.createServer()
    server.once('error', (error) => {
      const why = { EADDRINUSE: 'is in use by another program', EACCES: 'needs the rights of root' }[error.code] ?? `cannot be used: ${error.message}`
      reject(new Error(`port ${port} ${why}; choose another one with --port`))
    })
    server.listen(port, '127.0.0.1', () => server.close(resolve))
  })
}

/** An error that waiting cannot mend. */
export class Ended extends Error {}

export async function waitFor(what, check, timeoutMs = 60_000) {
  const end = Date.now() + timeoutMs
  let last
  while (Date.now() < end) {
    try {
      const value = await check()
      if (value) return value
    } catch (error) {
      if (error instanceof Ended) throw error
      last = error
    }
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
  throw new Error(`waited ${timeoutMs / 1000} s for ${what}${last ? `: ${last.message}` : ''}`)
}

export class Program {
  constructor(name, command, args, logFile, options = {}) {
    this.name = name
    this.lines = []
    this.log = createWriteStream(logFile, { flags: 'a' })
    this.child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })))
    this.child.once('error', (error) => {
      this.said = error.message
      this.log.write(`${error.message}\n`)
    })
    let rest = ''
    this.child.stdout.on('data', (chunk) => {
      this.log.write(chunk)
      rest += chunk
      const parts = rest.split('\n')
      rest = parts.pop()
      this.lines.push(...parts)
    })
    this.child.stderr.on('data', (chunk) => {
      this.log.write(chunk)
      this.said = String(chunk).trim().slice(-500)
    })
  }

  get running() {
    return this.child.pid !== undefined && this.child.exitCode === null && this.child.signalCode === null
  }

  /** The first line on standard output that is JSON with this member. */
  async readyLine(member, timeoutMs = 60000) {
    return waitFor(`${this.name} to be ready`, () => {
      for (const line of this.lines) {
        try {
          const value = JSON.parse(line)
          if (member in value) return value
        } catch {
          // not a JSON line
        }
      }
      if (!this.running) throw new Ended(`${this.name} has ended: ${this.said ?? this.lines.at(-1) ?? 'it said nothing'}`)
      return undefined
    }, timeoutMs)
  }

  async stop(signal = 'SIGTERM') {
    if (this.running) this.child.kill(signal)
    const late = setTimeout(() => this.child.kill('SIGKILL'), 15000)
    const end = await this.exited
    clearTimeout(late)
    this.log.end()
    return end
  }
}

/** A TCP link that can be cut: what stands between a van and the broker. */
export class Link {
  constructor(targetPort) {
    this.targetPort = targetPort
    this.isCut = false
    this.sockets = new Set()
  }

  async open() {
    this.server = net.createServer((near) => this.join(near))
    await new Promise((resolve) => this.server.listen(0, '127.0.0.1', resolve))
    this.port = this.server.address().port
    return this
  }

  join(near) {
    if (this.isCut) return near.destroy()
    const far = net.connect(this.targetPort, '127.0.0.1')
    for (const [a, b] of [[near, far], [far, near]]) {
      this.sockets.add(a)
      a.on('error', () => b.destroy())
      a.on('close', () => {
        this.sockets.delete(a)
        b.destroy()
      })
      this.carry(a, b)
    }
  }

  /** What comes from one side goes to the other. */
  carry(from, to) {
    from.pipe(to)
  }

  cut() {
    this.isCut = true
    for (const socket of this.sockets) socket.destroy()
  }

  restore() {
    this.isCut = false
  }

  async close() {
    this.cut()
    await new Promise((resolve) => this.server.close(resolve))
  }
}
