// Load on one address: wrk for what is reached at saturation, hey for the time a reply takes at half of that.
import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const run = promisify(execFile)
const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'requests.lua')
export const connections = 64
const milliseconds = { us: 0.001, ms: 1, s: 1000, m: 60000 }
const ticksPerSecond = 100

/** Processor time of a process so far, in seconds; of all its children too when `family`. */
export function processorSeconds(pid, family = false) {
  const of = (id) => {
    try {
      const fields = readFileSync(`/proc/${id}/stat`, 'utf8').split(') ').pop().split(' ')
      return { parent: Number(fields[1]), seconds: (Number(fields[11]) + Number(fields[12])) / ticksPerSecond }
    } catch {
      return { parent: 0, seconds: 0 } // it has ended meanwhile
    }
  }
  let seconds = of(pid).seconds
  if (family)
    for (const name of readdirSync('/proc')) {
      if (!/^\d+$/.test(name)) continue
      const one = of(name)
      if (one.parent === pid) seconds += one.seconds
    }
  return seconds
}

export function ownMemoryMiB(pid) {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}

/**
 * Asks as fast as the server answers. lines: paths to take by chance, one for all; post: {path, body} with %d for a number
 * that no other request has. {rate, p99 in ms, errors}
 */
export async function saturate(base, { file, post, headers = {}, seconds }) {
  const words = ['-t', '2', '-c', String(connections), '-d', `${seconds}s`, '--latency', '-s', script, '--timeout', '20s']
  for (const [name, value] of Object.entries(headers)) words.push('-H', `${name}: ${value}`)
  const env = { ...process.env, BENCH_LINES: post ? '' : file, BENCH_PATH: post?.path ?? '', BENCH_BODY: post?.body ?? '', BENCH_RUN: String(Date.now() % 1e9) }
  const { stdout } = await run('wrk', [...words, base], { env, maxBuffer: 1 << 24 })
  return parseWrk(stdout)
}

/** What wrk says: {rate, mean and p99 in ms, errors}. */
export function parseWrk(stdout) {
  const time = (pattern) => {
    const [, amount, unit] = pattern.exec(stdout)
    return Number(amount) * milliseconds[unit]
  }
  const refused = Number(/Non-2xx or 3xx responses: (\d+)/.exec(stdout)?.[1] ?? 0)
  const broken = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(stdout)?.slice(1).map(Number) ?? []
  return {
    rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)[1]),
    mean: time(/Latency\s+([\d.]+)(us|ms|s|m)/),
    p99: time(/99%\s+([\d.]+)(us|ms|s|m)/),
    errors: refused + broken.reduce((sum, one) => sum + one, 0),
  }
}

/** Asks at a fixed rate, whether or not replies have come; the time that 99 of 100 replies took at most, in ms. */
export async function atRate(url, { method = 'GET', body, headers = {}, seconds, rate }) {
  const words = ['-z', `${seconds}s`, '-c', String(connections), '-q', String(Math.max(rate / connections, 0.1)), '-m', method]
  for (const [name, value] of Object.entries(headers)) words.push(...(name === 'Content-Type' ? ['-T', value] : ['-H', `${name}: ${value}`]))
  if (body) words.push('-d', body)
  const { stdout } = await run('hey', [...words, url], { maxBuffer: 1 << 24 })
  const found = /99%+ in ([\d.]+) secs/.exec(stdout)
  return found ? Number(found[1]) * 1000 : null
}
