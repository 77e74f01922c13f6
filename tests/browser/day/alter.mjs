// Turns one bit of a stored file over, behind the hub's back; done twice, all is as before.
import { execFileSync } from 'node:child_process'
import path from 'node:path'

export async function alterByte(company, sha256) {
  if (!/^[0-9a-f]{64}$/.test(sha256)) throw new Error(`${sha256} is no blob`)
  if (company.store.startsWith('postgres')) {
    const flip = `UPDATE blob SET bytes = set_byte(bytes, length(bytes) / 2, get_byte(bytes, length(bytes) / 2) # 1) WHERE sha256 = '${sha256}'`
    execFileSync('psql', ['-q', '-v', 'ON_ERROR_STOP=1', company.store, '-c', flip])
    return
  }
  const { DatabaseSync } = await quietly(() => import('node:sqlite'))
  const database = new DatabaseSync(company.store.replace(/^sqlite:/, '') || path.join(company.data, 'hub.db'))
  try {
    database.exec('PRAGMA busy_timeout = 5000')
    const { bytes } = database.prepare('SELECT bytes FROM blob WHERE sha256 = ?').get(sha256)
    bytes[bytes.length >> 1] ^= 1
    database.prepare('UPDATE blob SET bytes = ? WHERE sha256 = ?').run(bytes, sha256)
  } finally {
    database.close()
  }
}

/** Node 22 warns at the first use that node:sqlite is experimental; the report of the day is no place for that. */
async function quietly(load) {
  const { emitWarning } = process
  process.emitWarning = () => {}
  try {
    return await load()
  } finally {
    process.emitWarning = emitWarning
  }
}
