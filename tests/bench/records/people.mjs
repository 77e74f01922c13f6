// Many people at once: each waits a while between two requests, as people do; a mix of what they ask.
import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { ownMemoryMiB, parseWrk } from './load.mjs'

const script = path.join(path.dirname(fileURLToPath(import.meta.url)), 'people.lua')
const run = promisify(execFile)

/**
 * So many people for so long, each with a connection of his own and a request about every second, of which one in
 * twenty creates a record. {rate, mean in ms, p99 in ms, errors, grown: MiB of the hub between the first third and the end}
 */
export async function people(set, count, { seconds, reads, post }) {
  const file = path.join(set.data, 'people')
  writeFileSync(file, reads.join('\n'))
  const go = async (length) => {
    const words = ['-t', '2', '-c', String(count), '-d', `${length}s`, '--latency', '-s', script, '--timeout', '20s']
    for (const [name, value] of Object.entries(set.headers)) words.push('-H', `${name}: ${value}`)
    const env = { ...process.env, BENCH_LINES: file, BENCH_PATH: post.path, BENCH_BODY: post.body, BENCH_RUN: String(Date.now() % 1e9) }
    const { stdout } = await run('wrk', [...words, set.company.hub.url], { env, maxBuffer: 1 << 24 })
    return parseWrk(stdout)
  }
  await go(Math.ceil(seconds / 3)) // connections, caches and pools have their size then
  const before = ownMemoryMiB(set.pid)
  const got = await go(seconds)
  return { ...got, grown: ownMemoryMiB(set.pid) - before }
}
