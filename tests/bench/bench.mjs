// Figures beside a peer or a physical limit, in one run; see README.md.
import { execFileSync, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import os from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { Company, demoPassword } from '../../deploy/local/company.mjs'
import { freePort, Program, waitFor } from '../../deploy/local/processes.mjs'

const { values, positionals } = parseArgs({
  options: { programs: { type: 'string' }, json: { type: 'string' }, map: { type: 'string', default: 'build/map' }, seconds: { type: 'string', default: '8' }, records: { type: 'string', default: '100000' }, accounts: { type: 'string', default: '1000000' }, small: { type: 'string', default: '10000' }, stores: { type: 'string', default: 'sqlite,postgresql' }, imported: { type: 'string', default: '1000000' }, listeners: { type: 'string', default: '10000' }, data: { type: 'string', default: '/var/tmp/truckroll-bench' }, 'no-peer': { type: 'boolean', default: false }, write: { type: 'boolean', default: false }, short: { type: 'boolean', default: false } },
  allowPositionals: true,
})
const figures = []

function report({ name, value, unit, beside, besideValue, goal, holds }) {
  const ratio = besideValue ? value / besideValue : null
  figures.push({ name, value, unit, beside, beside_value: besideValue ?? null, ratio, goal: goal ?? null, holds: holds ?? null })
  const rounded = (number) => (number >= 100 ? Math.round(number) : Math.round(number * 100) / 100)
  console.log(
    `${name.padEnd(44)} ${String(rounded(value)).padStart(9)} ${unit.padEnd(5)} ${beside}${besideValue ? ` ${rounded(besideValue)} ${unit}, ratio ${rounded(ratio)}` : ''}` +
      (goal ? `; goal ${goal}: ${holds ? 'holds' : 'MISSED'}` : ''),
  )
}

function wrk(url, headers = []) {
  const out = execFileSync('wrk', ['-t', '2', '-c', '64', '-d', `${values.seconds}s`, '--latency', ...headers.flatMap((header) => ['-H', header]), url], { encoding: 'utf8' })
  const p99 = /99%\s+([\d.]+)(us|ms|s)/.exec(out)
  const scale = { us: 0.001, ms: 1, s: 1000 }[p99[2]]
  if (/Non-2xx/.test(out)) throw new Error(`wrk met errors at ${url}:\n${out}`)
  return { rate: Number(/Requests\/sec:\s+([\d.]+)/.exec(out)[1]), p99: Number(p99[1]) * scale }
}

function medianOf(measure, runs = 3) {
  const results = []
  for (let i = 0; i < runs; i += 1) results.push(measure())
  return results.sort((a, b) => a.rate - b.rate)[Math.floor(runs / 2)]
}

class Nginx {
  async start(folder, files) {
    this.port = await freePort()
    for (const [name, body] of Object.entries(files)) writeFileSync(path.join(folder, name), body)
    const conf = path.join(folder, 'nginx.conf')
    writeFileSync(conf, `worker_processes 2; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; events { worker_connections 1024; }
http { access_log off; types { application/json json; } client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
keepalive_requests 1000000; server { listen 127.0.0.1:${this.port}; root ${folder}; } }\n`)
    this.program = new Program('nginx', 'nginx', ['-c', conf], path.join(folder, 'nginx.out'))
    await waitFor('nginx', async () => (await fetch(`http://127.0.0.1:${this.port}/${Object.keys(files)[0]}`)).ok)
    return this
  }
  url(name) {
    return `http://127.0.0.1:${this.port}/${name}`
  }
}

async function signIn(base, login) {
  const reply = await fetch(`${base}/api/session/`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ login, password: demoPassword }) })
  if (!reply.ok) throw new Error(`cannot sign in: ${await reply.text()}`)
  return { cookie: reply.headers.get('set-cookie').split(';')[0], csrf: (await reply.json()).csrf }
}

/** Creates accounts over many kept connections; seconds it took. */
async function createAccounts(base, session, count) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 64 })
  const start = performance.now()
  let next = 0
  const post = (number) =>
    new Promise((resolve, reject) => {
      const body = JSON.stringify({ name: `Account ${String(number).padStart(6, '0')}`, industry: 'hotel', roles: ['customer'] })
      const request = http.request(`${base}/api/accounts/`, { agent, method: 'POST', headers: { Cookie: session.cookie, 'X-CSRF': session.csrf, 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } }, (reply) => {
        reply.resume()
        reply.on('end', () => (reply.statusCode === 201 ? resolve() : reject(new Error(`status ${reply.statusCode}`))))
      })
      request.on('error', reject)
      request.end(body)
    })
  await Promise.all(Array.from({ length: 64 }, async () => {
    while (next < count) {
      next += 1
      await post(next)
    }
  }))
  agent.destroy()
  return (performance.now() - start) / 1000
}

async function benchHub(folder) {
  const company = await new Company({ programs: values.programs, map: values.map, data: path.join(folder, 'hub'), vans: 0, drive: null }).start()
  const nginxFolder = mkdtempSync(path.join(os.tmpdir(), 'truckroll-nginx-'))
  execFileSync('chmod', ['755', nginxFolder])
  let nginx
  try {
    const base = company.hub.url
    const session = await signIn(base, 'dispatcher@demo.example')
    const count = Number(values.records)
    const seconds = await createAccounts(base, session, count)
    report({ name: `hub: create, ${count} accounts, 64 connections`, value: count / seconds, unit: '/s', beside: 'durable, audited, indexed; no peer here' })
    const headers = [`Cookie: ${session.cookie}`]
    const get = async (target) => (await fetch(base + target, { headers: { Cookie: session.cookie } })).text()
    const list = '/api/accounts/?page_size=50&order_by=name&filter=industry%20%3D%20%22hotel%22'
    const id = JSON.parse(await get(list)).items[7].id
    const one = `/api/accounts/${id}/`
    nginx = await new Nginx().start(nginxFolder, { 'one.json': await get(one), 'list.json': await get(list) })
    for (const [name, target, file] of [['hub: GET one record', one, 'one.json'], ['hub: list 50, filtered and ordered', list, 'list.json']]) {
      const peer = medianOf(() => wrk(nginx.url(file)))
      const ours = medianOf(() => wrk(base + target, headers))
      report({ name: `${name}, requests per second`, value: ours.rate, unit: '/s', beside: 'nginx, same bytes', besideValue: peer.rate })
      report({ name: `${name}, p99 at saturation`, value: ours.p99, unit: 'ms', beside: 'nginx, same bytes', besideValue: peer.p99 })
    }
  } finally {
    await nginx?.program.stop('SIGQUIT')
    rmSync(nginxFolder, { recursive: true, force: true })
    await company.stop()
  }
}

function benchTap() {
  const out = execFileSync(path.join(values.programs, 'tests/edge/store/bench/bench_edge_tap'), { encoding: 'utf8' })
  const median = (name) => Number(new RegExp(`^${name}\\s+median\\s+([\\d.]+) us`, 'm').exec(out)[1])
  const [tap, raw] = [median('tap'), median('raw commit')]
  report({ name: 'van: tap until durable, median', value: tap, unit: 'us', beside: 'raw LMDB commit of the same bytes', besideValue: raw, goal: 'ratio at most 1.2', holds: tap / raw <= 1.2 })
}

function benchSearch() {
  const program = path.join(values.programs, 'tests/hub/search/bench/bench_hub_search')
  for (const [store, goal] of [['sqlite', 2000], ['postgresql', 1000]]) {
    const out = execFileSync(program, ['--accounts', values.accounts, '--threads', String(os.cpus().length), ...(store === 'postgresql' ? ['--store', store] : [])], { encoding: 'utf8' })
    const figure = (name) => Number(new RegExp(`^${name}\\s+([\\d.]+) `, 'm').exec(out)[1])
    const corrected = figure('words corrected')
    report({ name: `search, ${store}: by a mistyped name`, value: figure('searches by a mistyped name'), unit: '/s', beside: 'corrections of the word alone', besideValue: corrected, goal: `${goal} /s`, holds: figure('searches by a mistyped name') >= goal })
    report({ name: `search, ${store}: records indexed`, value: figure('indexed'), unit: '/s', beside: 'no peer here', goal: '15,000 /s', holds: figure('indexed') >= 15000 })
    report({ name: `search, ${store}: memory of the words`, value: figure('memory of the words'), unit: 'MiB', beside: 'no peer here' })
  }
}

function rssAnonMiB(pid) {
  return Number(/RssAnon:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024
}

async function benchAgent(folder) {
  const company = await new Company({ programs: values.programs, map: values.map, data: path.join(folder, 'agent'), vans: 1, drive: null }).start()
  try {
    const base = company.hub.url
    const session = await signIn(base, 'dispatcher@demo.example')
    const send = async (method, target, body) => {
      const reply = await fetch(base + target, { method, headers: { Cookie: session.cookie, 'X-CSRF': session.csrf, 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
      if (!reply.ok) throw new Error(`${method} ${target}: ${await reply.text()}`)
      return reply.json()
    }
    const get = async (target) => (await fetch(base + target, { headers: { Cookie: session.cookie } })).json()
    const technician = (await get('/api/technicians/')).items.find((item) => item.name.family === 'North').id
    const site = (await get('/api/sites/')).items[0]
    const type = (await get('/api/job-types/')).items.find((item) => item.name === 'Fault call').id
    const day = 24 * 3600e3
    for (let i = 0; i < 500; i += 1) {
      const job = await send('POST', '/api/work-orders/', { summary: `Job ${i}`, job_type: type, account: site.account, site: site.id })
      const start = Math.floor(Date.now() / day) * day + (2 + Math.floor(i / 20)) * day + 5 * 3600e3 + (i % 20) * 2400e3
      await send('POST', '/api/scheduled-events/book/', { work_order: job.id, technician, start: new Date(start).toISOString(), end: new Date(start + 1800e3).toISOString() })
    }
    const van = company.vans[0]
    // The screen shows the next few only; what the van holds is told by its cursor, which stands still when all is there.
    let seen = 0
    await waitFor('500 jobs in the van', async () => {
      const { cursors } = await (await fetch(`${van.url}/api/sync`)).json()
      const position = cursors[`technician:${technician}`] ?? 0
      await new Promise((resolve) => setTimeout(resolve, 2000))
      const still = position === seen && position >= 1000
      seen = position
      return still
    }, 120000)
    report({ name: 'van: own memory with 500 jobs (RssAnon)', value: rssAnonMiB(van.program.child.pid), unit: 'MiB', beside: 'budget', besideValue: 32, goal: 'at most 32 MiB', holds: rssAnonMiB(van.program.child.pid) <= 32 })
    const starts = []
    for (let i = 0; i < 5; i += 1) {
      await van.program.stop('SIGKILL')
      const from = performance.now()
      const booted = van.boot()
      while (true) {
        try {
          if ((await fetch(`http://127.0.0.1:${van.port}/`)).ok) break
        } catch {
          await new Promise((resolve) => setTimeout(resolve, 2))
        }
      }
      starts.push(performance.now() - from)
      await booted
    }
    const median = starts.sort((a, b) => a - b)[2]
    report({ name: 'van: cold start to first page', value: median, unit: 'ms', beside: 'budget', besideValue: 300, goal: 'at most 300 ms', holds: median <= 300 })
  } finally {
    await company.stop()
  }
}

function benchBuild(folder) {
  const start = performance.now()
  const env = { ...process.env, CCACHE_DISABLE: '1' }
  for (const args of [['cmake', '-S', '.', '-B', path.join(folder, 'build'), '-G', 'Ninja', '-DCMAKE_BUILD_TYPE=Debug', '-DCMAKE_CXX_FLAGS_DEBUG=-O1 -g1', '-DTRUCKROLL_SANITIZE=ON'], ['ninja', '-C', path.join(folder, 'build')]]) {
    const done = spawnSync(args[0], args.slice(1), { env, stdio: ['ignore', 'ignore', 'inherit'] })
    if (done.status !== 0) throw new Error(`${args[0]} failed`)
  }
  const minutes = (performance.now() - start) / 60000
  report({ name: `clean build with sanitizers, ${os.cpus().length} cores`, value: minutes, unit: 'min', beside: 'budget on 2 cores', besideValue: 12, goal: 'at most 12 min', holds: minutes <= 12 })
}

async function benchEngine() {
  const { benchRecords } = await import('./records.mjs')
  const number = (name) => Number(values[name])
  figures.push(...(await benchRecords({ programs: values.programs, map: values.map, folder: values.short ? folder : values.data, stores: values.stores.split(','), accounts: number('accounts'), small: number('small'), imported: number('imported'), listeners: number('listeners'), seconds: number('seconds'), peer: !values['no-peer'], write: values.write, short: values.short })))
}

async function benchSynchronisation() {
  const { benchSync } = await import('./sync.mjs')
  await benchSync({ programs: values.programs, map: values.map, folder, kept: values.data, report, short: values.short, withPeer: !values['no-peer'] })
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'truckroll-bench-'))
chmodSync(folder, 0o755) // for user postgres
const all = { records: benchEngine, sync: benchSynchronisation, tap: () => benchTap(), agent: () => benchAgent(folder), hub: () => benchHub(folder), search: () => benchSearch(), build: () => benchBuild(folder) }
try {
  for (const name of positionals.length ? positionals : ['tap', 'agent', 'hub']) {
    if (!all[name]) throw new Error(`there is no benchmark ${name}; there are ${Object.keys(all).join(', ')}`)
    await all[name]()
  }
} finally {
  rmSync(folder, { recursive: true, force: true })
  if (values.json) writeFileSync(values.json, `${JSON.stringify(figures, null, 1)}\n`)
}
// The short form shows that all of it works, on any build and however busy the machine is; it judges no figure.
process.exit(!values.short && figures.some((figure) => figure.holds === false) ? 1 : 0)
