// truckroll-load: one order per line, one answer per line.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export class Fleet {
  constructor(program, { folder, threads, hub }) {
    const { hostname, port } = new URL(hub)
    this.child = spawn(program, [folder, String(threads), hostname, port], { stdio: ['pipe', 'pipe', 'inherit'] })
    this.exited = new Promise((resolve) => this.child.once('exit', (code, signal) => resolve({ code, signal })))
    this.child.once('error', (error) => this.end(error))
    this.child.stdin.on('error', () => {}) // it has ended, which is told below
    this.waiting = []
    createInterface({ input: this.child.stdout }).on('line', (line) => this.waiting.shift()?.resolve(JSON.parse(line)))
    this.exited.then(({ code, signal }) => this.end(new Error(`truckroll-load has ended (${signal ?? code})`)))
  }

  end(error) {
    this.gone = error
    for (const { reject } of this.waiting.splice(0)) reject(error)
  }

  async order(order) {
    if (this.gone) throw this.gone
    const answer = await new Promise((resolve, reject) => {
      this.waiting.push({ resolve, reject })
      this.child.stdin.write(`${JSON.stringify(order)}\n`)
    })
    if (answer.error) throw new Error(`truckroll-load: ${answer.error}`)
    return answer
  }

  async stop() {
    this.child.stdin.end()
    const late = setTimeout(() => this.child.kill('SIGKILL'), 60000)
    const end = await this.exited
    clearTimeout(late)
    return end
  }
}
