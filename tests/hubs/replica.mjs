// A streaming replica of a PostgreSQL, made as docs/operate.md says: it follows the primary and answers what only reads.
import { PostgresServer } from '../browser/lib/postgres.mjs'

export const replicaName = 'copy'

export class Replica extends PostgresServer {
  /** A copy of `primary` as it is, which follows it from then on. */
  async follow(primary) {
    this.prepare()
    const from = `host=${primary.folder} user=postgres application_name=${replicaName}`
    // With a slot the primary keeps what the copy lacks while it is away.
    this.run('pg_basebackup', '-d', from, '-D', this.data, '-R', '-X', 'stream', '-c', 'fast', '-C', '--slot=truckroll_copy', '--no-sync')
    await this.startServer()
    return this
  }

  ask(sql) {
    return super.ask(`/* test */ ${sql}`)
  }

  pauseReplay = () => this.ask('SELECT pg_wal_replay_pause()')
  resumeReplay = () => this.ask('SELECT pg_wal_replay_resume()')
  promote = () => this.run('pg_ctl', 'promote', '-D', this.data, '-w')
}
