// The peer of the same run: PostGraphile (npm), which makes an API of PostgreSQL's tables: no rights, no log, no search.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePort, Program, waitFor } from '../../../deploy/local/processes.mjs'
import { PostgresServer } from '../../browser/lib/postgres.mjs'
import { saturate } from './load.mjs'

const here = path.dirname(fileURLToPath(import.meta.url))
const records = 10000
const tables = `CREATE TABLE account (id SERIAL PRIMARY KEY, name TEXT NOT NULL, kind TEXT, industry TEXT, state TEXT);
CREATE INDEX ON account (name); CREATE INDEX ON account (state); CREATE INDEX ON account (industry);
CREATE TABLE interaction (id SERIAL PRIMARY KEY, account INTEGER NOT NULL REFERENCES account, subject TEXT, at TIMESTAMPTZ);
CREATE INDEX ON interaction (account);
INSERT INTO account (name, kind, industry, state) SELECT md5(i::text), 'company', 'trade ' || i % 5, (ARRAY['lead', 'customer', 'customer'])[1 + i % 3] FROM generate_series(1, ${records}) i;
INSERT INTO interaction (account, subject, at) SELECT 1 + i % ${records}, md5(i::text), now() FROM generate_series(1, ${records * 10}) i; ANALYZE`

/** Its packages are for this measurement only; package-lock.json beside this file names them. */
function install(folder) {
  if (existsSync(path.join(folder, 'node_modules/postgraphile'))) return
  mkdirSync(folder, { recursive: true })
  for (const name of ['package.json', 'package-lock.json']) execFileSync('cp', [path.join(here, 'peer', name), folder])
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder, stdio: 'inherit' })
}

export async function measurePeer(kept, seconds) {
  const folder = path.join(kept, 'peer')
  install(folder)
  const server = await new PostgresServer({ durable: true }).open()
  const scratch = mkdtempSync(path.join(tmpdir(), 'truckroll-peer-'))
  let peer
  try {
    server.sql(tables)
    const port = await freePort()
    peer = new Program('PostGraphile', process.execPath, [path.join(folder, 'node_modules/.bin/postgraphile'), '-c', `socket:${server.folder}?db=truckroll&user=postgres`, '-p', String(port), '-n', '127.0.0.1', '--disable-query-log', '--max-pool-size', '8'], path.join(scratch, 'log'), { env: { ...process.env, NODE_ENV: 'production', PGHOST: server.folder, PGUSER: 'postgres' } })
    const base = `http://127.0.0.1:${port}`
    const ask = (query) => ({ path: '/graphql', body: JSON.stringify({ query }) })
    await waitFor('PostGraphile', async () => (await fetch(`${base}/graphql`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{"query":"{__typename}"}' })).ok, 60000)
    const questions = {
      'read one account': '{ accountById(id: 77) { id name kind industry state } }',
      'list 50, filtered and ordered': '{ allAccounts(condition: {state: "customer"}, orderBy: NAME_ASC, first: 50) { nodes { id name kind industry state } } }',
      'GraphQL, three levels, 50 x 10': '{ allAccounts(condition: {state: "customer"}, orderBy: NAME_ASC, first: 50) { nodes { name interactionsByAccount(first: 10) { nodes { subject accountByAccount { name } } } } } }',
      'create, durable, indexed, audited': 'mutation { createAccount(input: {account: {name: "New %d", kind: "company", industry: "trade", state: "lead"}}) { account { id name } } }',
    }
    const rates = {}
    for (const [name, query] of Object.entries(questions)) {
      const post = ask(query)
      await saturate(base, { post, headers: { 'Content-Type': 'application/json' }, seconds: 1 })
      rates[name] = await saturate(base, { post, headers: { 'Content-Type': 'application/json' }, seconds })
    }
    return rates
  } finally {
    await peer?.stop()
    await server.close()
    rmSync(scratch, { recursive: true, force: true })
  }
}
