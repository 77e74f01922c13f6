// What the machine could do at most: the same rows committed raw, an empty answer by nginx.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { freePort, Program, waitFor } from '../../../deploy/local/processes.mjs'
import { PostgresServer } from '../../browser/lib/postgres.mjs'
import { saturate } from './load.mjs'

// A row of an account with its five indexes, and one of the log with its two: what a creation writes at least.
const sqlite = `
import os, sqlite3, sys, time, uuid
path, together, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
db = sqlite3.connect(path, isolation_level=None)
db.executescript("""PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000;
CREATE TABLE IF NOT EXISTS account (tenant TEXT, id TEXT, version INTEGER, state TEXT, created_at INTEGER, created_by TEXT, changed_at INTEGER, name TEXT, name_key TEXT, parent TEXT, owner TEXT, branch TEXT, PRIMARY KEY (tenant, id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS a1 ON account (tenant, name_key, id); CREATE INDEX IF NOT EXISTS a2 ON account (tenant, state, id); CREATE INDEX IF NOT EXISTS a3 ON account (tenant, changed_at, id);
CREATE INDEX IF NOT EXISTS a4 ON account (tenant, owner, id); CREATE INDEX IF NOT EXISTS a5 ON account (tenant, branch, id);
CREATE TABLE IF NOT EXISTS change (seq INTEGER PRIMARY KEY, tenant TEXT, position INTEGER, record TEXT, fields TEXT, commitments TEXT, hash TEXT);
CREATE UNIQUE INDEX IF NOT EXISTS c1 ON change (tenant, position); CREATE INDEX IF NOT EXISTS c2 ON change (tenant, record, seq);""")
tenant, end, n = str(uuid.uuid4()), time.time() + seconds, 0
while time.time() < end:
  db.execute("BEGIN IMMEDIATE")
  for i in range(together):
    n += 1
    id = str(uuid.uuid1())
    db.execute("INSERT INTO account VALUES (?,?,1,'lead',?,?,?,?,?,NULL,?,NULL)", (tenant, id, n, tenant, n, "New %d" % n, "new %d" % n, tenant))
    db.execute("INSERT INTO change (tenant, position, record, fields, commitments, hash) VALUES (?,?,?,?,?,?)", (tenant, n, id, "x" * 400, "y" * 600, "z" * 64))
  db.execute("COMMIT")
print(n / seconds)
`

function rawSqlite(together, seconds) {
  const folder = mkdtempSync('/var/tmp/truckroll-raw-')
  try {
    return Number(execFileSync('python3', ['-c', sqlite, path.join(folder, 'raw.db'), String(together), String(seconds)], { encoding: 'utf8' }))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const tables = `CREATE TABLE account (tenant TEXT, id TEXT, version BIGINT, state TEXT, created_at BIGINT, name TEXT, name_key TEXT, owner TEXT, PRIMARY KEY (tenant, id));
CREATE INDEX ON account (tenant, name_key, id); CREATE INDEX ON account (tenant, state, id); CREATE INDEX ON account (tenant, created_at, id); CREATE INDEX ON account (tenant, owner, id);
CREATE TABLE change (seq BIGSERIAL PRIMARY KEY, tenant TEXT, position BIGINT, record TEXT, fields TEXT, commitments TEXT, hash TEXT);
CREATE UNIQUE INDEX ON change (tenant, position); CREATE INDEX ON change (tenant, record, seq); CREATE SEQUENCE at`
const transaction = `\\set n random(1, 1000000000000)
BEGIN;
INSERT INTO account VALUES ('t', :n || '-' || nextval('at'), 1, 'lead', :n, 'New ' || :n, 'new ' || :n, 'owner');
INSERT INTO change (tenant, position, record, fields, commitments, hash) VALUES ('t', nextval('at'), :n, repeat('x', 400), repeat('y', 600), repeat('z', 64));
COMMIT;
`

async function rawPostgres(seconds) {
  const server = await new PostgresServer({ durable: true }).open()
  const folder = mkdtempSync(path.join(tmpdir(), 'truckroll-raw-'))
  try {
    server.sql(tables)
    const script = path.join(folder, 'script')
    writeFileSync(script, transaction)
    const out = execFileSync('pgbench', ['-h', server.folder, '-U', 'postgres', '-n', '-M', 'prepared', '-c', '64', '-j', '2', '-T', String(seconds), '-f', script, 'truckroll'], { encoding: 'utf8', env: { ...process.env, PATH: `${process.env.PATH}:${server.programs}` } })
    return Number(/tps = ([\d.]+)/.exec(out)[1])
  } finally {
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function emptyByNginx(seconds) {
  const folder = mkdtempSync(path.join(tmpdir(), 'truckroll-nginx-'))
  execFileSync('chmod', ['755', folder])
  const port = await freePort()
  const conf = path.join(folder, 'nginx.conf')
  writeFileSync(conf, `worker_processes 2; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/nginx.log; events { worker_connections 1024; }
http { access_log off; client_body_temp_path ${folder}; proxy_temp_path ${folder}; fastcgi_temp_path ${folder}; uwsgi_temp_path ${folder}; scgi_temp_path ${folder};
keepalive_requests 1000000000; server { listen 127.0.0.1:${port}; location / { return 200 "{}"; } } }\n`)
  const program = new Program('nginx', 'nginx', ['-c', conf], path.join(folder, 'out'))
  try {
    const base = `http://127.0.0.1:${port}`
    await waitFor('nginx', async () => (await fetch(base)).ok)
    const file = path.join(folder, 'lines')
    writeFileSync(file, '/')
    return (await saturate(base, { file, seconds })).rate
  } finally {
    await program.stop('SIGQUIT')
    rmSync(folder, { recursive: true, force: true })
  }
}

export async function measureLimits({ seconds, stores }) {
  const limits = { nginx: await emptyByNginx(seconds) }
  if (stores.includes('sqlite')) Object.assign(limits, { sqlite_1: rawSqlite(1, seconds), sqlite_64: rawSqlite(64, seconds) })
  if (stores.includes('postgresql')) limits.postgresql_64 = await rawPostgres(seconds)
  return limits
}
