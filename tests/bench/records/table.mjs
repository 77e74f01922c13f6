// The measured rows as a table for people, as docs/benchmarks.md, and as figures for --json.
import { readFileSync, writeFileSync } from 'node:fs'

const marker = '<!-- measured: written by ./dev bench records -->'
const round = (number) => (number === null || number === undefined ? '–' : number >= 100 ? String(Math.round(number)) : String(Math.round(number * 10) / 10))

function held(row, store) {
  const { goal, within } = row.question
  if (!goal) return null
  return row.rate >= goal[store] && (!within || row.half === null || row.half <= within)
}

/** Reading one record is also measured by what an empty answer takes that is signed in all the same. */
function beside(row, sizes) {
  const { besides, share } = row.question
  if (!besides) return ''
  const part = row.rate / sizes[besides].rate
  return `; ${round(part * 100)} % of an empty answer (goal ${share * 100} %: ${part >= share ? 'holds' : 'missed'})`
}

function goalText({ goal, within }, store) {
  if (!goal) return '–'
  return `${goal[store]} /s${within ? `, p99 ${within} ms` : ''}`
}

/** Lines of one store: each question with its goal, what was got, what it costs, and how it grows. */
function linesOf(store, sizes, result) {
  const [small, large] = [Object.keys(sizes)[0], Object.keys(sizes).at(-1)]
  const lines = []
  for (const [name, row] of Object.entries(sizes[large])) {
    if (!row.question) continue
    const before = sizes[small][name]
    const growth = small === large ? '–' : `x ${round((row.own_us + row.database_us) / (before.own_us + before.database_us))}`
    const verdict = held(row, store)
    const peer = result.peer?.[name] ? `${round(result.peer[name].rate)} /s` : '–'
    lines.push(`| ${name} | ${goalText(row.question, store)} | ${round(row.rate)} /s, p99 ${round(row.p99)} ms | ${round(row.half)} ms | ${round(row.own_us)} + ${round(row.database_us)} us | ${growth} | ${peer} | ${verdict === null ? '' : verdict ? 'holds' : 'missed'}${beside(row, sizes[large])}${row.errors ? `, ${row.errors} errors` : ''} |`)
  }
  const count = sizes[large]['exact count']
  lines.push(`| exact count of ${count.total} rows by a state | 10 M rows in ${store === 'sqlite' ? 100 : 200} ms | ${round(count.ms)} ms, ${round(count.total / count.ms / 1000)} M rows/s | | | | | ${(count.ms / count.total) * 1e7 <= (store === 'sqlite' ? 100 : 200) ? 'holds' : 'missed'} |`)
  lines.push(`| memory of the hub | 200 MiB | ${round(sizes[large].memory.mib)} MiB | | | | | ${sizes[large].memory.mib <= 200 ? 'holds' : 'missed'} |`)
  const { people } = sizes[large]
  lines.push(`| ${people.count} people, a request of each about every second, one in 20 creates | mean 200 ms, memory flat | mean ${round(people.mean)} ms, p99 ${round(people.p99)} ms, memory + ${round(people.grown)} MiB | | | | | ${people.mean <= 200 && !people.errors ? 'holds' : 'missed'}${people.errors ? `, ${people.errors} errors` : ''} |`)
  const heard = sizes[large].listeners
  if (heard) lines.push(`| ${result.options.listeners} WebSocket listeners, a change to each | p99 1 s, 20 KiB each | p99 ${round(heard.p99_ms)} ms, ${round(heard.each_kib)} KiB each | | | | | ${heard.p99_ms <= 1000 && heard.each_kib <= 20 ? 'holds' : 'missed'} |`)
  const brought = result.imports[store]
  if (brought) {
    const goal = ((store === 'sqlite' ? 120 : 180) * brought.created) / 1e6
    lines.push(`| import of ${brought.created} customers from CSV | ${round(goal)} s | ${round(brought.seconds)} s, searchable after ${round(brought.searchable)} s | | | | | ${brought.searchable <= goal ? 'holds' : 'missed'} |`)
  }
  return lines
}

function limitsText({ limits }) {
  const lines = [`- nginx, an empty answer: ${round(limits.nginx)} /s.`]
  if (limits.sqlite_1) lines.push(`- SQLite by itself, a creation's rows (account with five indexes, log with two), one in a commit: ${round(limits.sqlite_1)} /s; 64 in a commit: ${round(limits.sqlite_64)} /s (one thread of Python, which takes part of it).`)
  if (limits.postgresql_64) lines.push(`- PostgreSQL by itself, the same by pgbench, 64 connections, one in a commit: ${round(limits.postgresql_64)} /s.`)
  return lines.join('\n')
}

export function writeTable(result, say) {
  const head = '| work | goal | 64 connections | p99 at half the rate | processor a request: hub + database | that of the small set | PostGraphile | |\n|---|---|---|---|---|---|---|---|'
  const parts = [
    `Measured ${result.at.slice(0, 16).replace('T', ' ')} UTC at ${result.commit} on ${result.cores} cores (${result.processor}); load of the machine ${result.load.toFixed(1)} before and ${result.load_end.toFixed(1)} after (what is above 0 before is others' work, which lowers rates and lengthens times; processor time a request is what to compare). One core hashed ${round(result.pace)} MiB/s before and ${round(result.pace_end)} after (SHA-256; a run on a faster hour of the same machine has more). ${result.options.accounts} accounts and ${result.options.accounts * 3} interactions; growth against ${result.options.small || result.options.accounts} accounts.`,
  ]
  for (const [store, sizes] of Object.entries(result.stores)) parts.push(`### ${store === 'sqlite' ? 'SQLite' : 'PostgreSQL'}\n\n${head}\n${linesOf(store, sizes, result).join('\n')}`)
  if (result.limits) parts.push(`### Limits of the machine in the same run\n\n${limitsText(result)}`)
  const text = parts.join('\n\n')
  say(`\n${text}`)
  if (result.options.write) {
    const file = 'docs/benchmarks.md'
    const [before] = readFileSync(file, 'utf8').split(marker)
    writeFileSync(file, `${before}${marker}\n\n${text}\n`)
  }
  return figuresOf(result)
}

function figuresOf(result) {
  const figures = []
  for (const [store, sizes] of Object.entries(result.stores))
    for (const [accounts, rows] of Object.entries(sizes))
      for (const [name, row] of Object.entries(rows))
        if (row.question) figures.push({ name: `${store}, ${accounts} accounts: ${name}`, value: row.rate, unit: '/s', beside: 'goal', beside_value: row.question.goal?.[store] ?? null, ratio: row.question.goal ? row.rate / row.question.goal[store] : null, goal: row.question.goal ? goalText(row.question, store) : null, holds: held(row, store) })
  return figures
}
