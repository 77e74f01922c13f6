// Memory and processor of programs while something runs.
import { readdirSync, readFileSync } from 'node:fs'
import { processorSeconds } from '../bench/records/load.mjs'

const everyMs = 500

function residentMiB(pid) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
  } catch {
    return 0 // it has ended meanwhile
  }
}

/** Seconds of each thread so far, by its id. */
function threadSeconds(pid) {
  const all = new Map()
  try {
    for (const id of readdirSync(`/proc/${pid}/task`)) {
      const [, name, rest] = /\((.*)\) (.*)/s.exec(readFileSync(`/proc/${pid}/task/${id}/stat`, 'utf8'))
      const fields = rest.split(' ')
      all.set(id, { name, seconds: (Number(fields[11]) + Number(fields[12])) / 100 })
    }
  } catch {
    // it has ended meanwhile
  }
  return all
}

/** The thread that was busiest since: one that is at a whole core is what limits. */
function busiest(before, after, seconds) {
  let most = { name: '', cores: 0 }
  for (const [id, { name, seconds: now }] of after) {
    const cores = (now - (before.get(id)?.seconds ?? 0)) / seconds
    if (cores > most.cores) most = { name, cores }
  }
  return most
}

/** Runs `work`; {answer, seconds, programs: {name: {cores, mib, busiest: {name, cores}}}}. `pids`: {name: () => pid}, asked anew each time, for a program may be started anew. */
export async function sampled(pids, work) {
  const states = Object.entries(pids).map(([name, pid]) => ({ name, pid, used: 0, mib: 0 }))
  const look = () => {
    for (const state of states) {
      const id = state.pid()
      const now = processorSeconds(id)
      // What a program used that has ended since is lost with it, but for the last half second it was seen.
      if (id === state.id && now > state.last) state.used += now - state.last
      Object.assign(state, { id, last: now, mib: Math.max(state.mib, residentMiB(id)) })
    }
  }
  look()
  for (const state of states) state.threads = threadSeconds(state.id)
  const begun = performance.now()
  const timer = setInterval(look, everyMs)
  try {
    const answer = await work()
    look()
    const seconds = (performance.now() - begun) / 1000
    const told = ({ name, used, mib, id, threads }) => [name, { cores: used / seconds, mib, busiest: busiest(threads, threadSeconds(id), seconds) }]
    return { answer, seconds, programs: Object.fromEntries(states.map(told)) }
  } finally {
    clearInterval(timer)
  }
}
