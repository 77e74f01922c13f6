// The change log as somebody outside of the hub reads it.
import { createHash } from 'node:crypto'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { equal } from './steps.mjs'

const sha256 = (text) => createHash('sha256').update(text).digest('hex')

/** The log as an auditor is given it, a line an entry. */
export async function exported(admin, asked) {
  const { id } = await admin.post('/api/audit/exports/', asked)
  await waitFor('the file is made', async () => (await admin.get(`/api/exports/${id}/`)).state === 'done', 60_000)
  const reply = await fetch(`${admin.url}/api/exports/${id}/file`, { headers: { Cookie: admin.cookie } })
  return (await reply.text()).trim().split('\n').map((line) => JSON.parse(line))
}

/** As hub/audit/README.md says; throws at the first line that does not fit. */
export function verify(lines) {
  let previous = ''
  for (const line of lines) {
    equal(line.previous_hash, previous, `the hash before entry ${line.position}`)
    const parts = [previous, line.tenant, line.position, line.micros, line.by, line.device, line.address, line.cause, line.type, line.record, line.version, line.action, line.commitments]
    if (line.session) parts.push(line.session)
    equal(sha256(parts.join('\n')), line.hash, `the hash of entry ${line.position}`)
    previous = line.hash
  }
}
