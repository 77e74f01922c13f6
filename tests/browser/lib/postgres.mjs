// A PostgreSQL of its own, reached by a Unix socket. As tests/support/postgres_server.hpp.
import { execFileSync } from 'node:child_process'
import { chownSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { Program, waitFor } from '../../../deploy/local/processes.mjs'

const user = 'postgres'

/** Debian keeps the server's programs out of PATH, by major version. */
function findPrograms() {
  const root = '/usr/lib/postgresql'
  const versions = existsSync(root) ? readdirSync(root).filter((one) => existsSync(path.join(root, one, 'bin/postgres'))) : []
  if (!versions.length) throw new Error('PostgreSQL is not installed: apt-get install postgresql')
  return path.join(root, versions.sort().at(-1), 'bin')
}

/** PostgreSQL refuses to run as root. */
const asUser = (words) => (process.getuid() === 0 ? ['setpriv', `--reuid=${user}`, `--regid=${user}`, '--clear-groups', '--pdeathsig', 'KILL', '--', ...words] : words)

export class PostgresServer {
  /** counts: it keeps the statements that were run (pg_stat_statements). folder: where the data is kept; none: a temporary one. durable: it syncs, as one does that is not for tests. */
  constructor({ folder, durable = false, counts = false } = {}) {
    this.counts = counts
    this.kept = folder
    this.durable = durable
  }

  /** The folder, the programs, and how they are run. */
  prepare() {
    this.folder = this.kept ?? mkdtempSync(path.join(tmpdir(), 'truckroll-postgresql-'))
    mkdirSync(this.folder, { recursive: true })
    if (process.getuid() === 0) {
      const id = (option) => Number(execFileSync('id', [option, user], { encoding: 'utf8' }))
      chownSync(this.folder, id('-u'), id('-g'))
    }
    const data = path.join(this.folder, 'data')
    const programs = findPrograms()
    const run = (program, ...words) => {
      const [command, ...rest] = asUser([path.join(programs, program), ...words])
      execFileSync(command, rest, { stdio: ['ignore', 'ignore', 'pipe'], cwd: this.folder })
    }
    Object.assign(this, { run, programs, data, url: `postgresql:///truckroll?host=${this.folder}&user=${user}` })
  }

  async open() {
    this.prepare()
    const fresh = !existsSync(this.data)
    if (fresh) this.run('initdb', '-D', this.data, '-U', user, '-E', 'UTF8', '--locale=C.UTF-8', '--auth=trust', '--no-sync')
    await this.startServer()
    if (fresh) this.run('createdb', '-h', this.folder, '-U', user, '-T', 'template0', 'truckroll')
    if (fresh && this.counts) this.sql('CREATE EXTENSION pg_stat_statements')
    return this
  }

  /** Also after the server was ended: the database is as it was left. */
  async startServer() {
    const { run, programs, data } = this
    const [command, ...rest] = asUser([path.join(programs, 'postgres'), '-D', data, '-k', this.folder, '-c', 'listen_addresses=', ...(this.counts ? ['-c', 'shared_preload_libraries=pg_stat_statements', '-c', 'pg_stat_statements.max=20000', '-c', 'track_activity_query_size=65536'] : []), ...(this.durable ? ['-c', 'shared_buffers=1GB', '-c', 'max_wal_size=8GB'] : ['-c', 'fsync=off', '-c', 'full_page_writes=off'])])
    this.server = new Program('PostgreSQL', command, rest, path.join(this.folder, 'log'), { cwd: this.folder })
    await waitFor('PostgreSQL', () => {
      if (!this.server.running) throw new Error(`PostgreSQL has ended; see ${this.folder}/log`)
      run('pg_isready', '-q', '-h', this.folder, '-U', user)
      return true
    }, 60000)
  }

  /** Rows of a query, as lists of texts. */
  ask(sql, database = 'truckroll') {
    const words = ['-qAt', '-F', '\t', '-h', this.folder, '-U', user, '-d', database, '-c', sql]
    const out = execFileSync(path.join(this.programs, 'psql'), words, { encoding: 'utf8', maxBuffer: 1 << 28 })
    return out.split('\n').filter(Boolean).map((line) => line.split('\t'))
  }

  sql(text, database = 'truckroll') {
    this.run('psql', '-q', '-h', this.folder, '-U', user, '-d', database, '-c', text)
  }

  async close({ keep = false } = {}) {
    await this.server?.stop('SIGINT') // sessions are ended, shared memory is given back
    if (!keep) rmSync(this.folder, { recursive: true, force: true })
  }
}
