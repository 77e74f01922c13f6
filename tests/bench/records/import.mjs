// A CSV file into accounts by the hub's import, as the office app does it.
import { closeSync, openSync, readSync, statSync } from 'node:fs'
import { waitFor } from '../../../deploy/local/processes.mjs'

const partBytes = 8 << 20

/** Rows a second from the start until all are in, and until the search has them too. */
export async function importFile(set, file, count) {
  const { hub } = set
  const parts = []
  const handle = openSync(file, 'r')
  for (let at = 0; at < statSync(file).size; at += partBytes) {
    const buffer = Buffer.alloc(Math.min(partBytes, statSync(file).size - at))
    readSync(handle, buffer, 0, buffer.length, at)
    const reply = await fetch(`${hub.url}/api/blobs/`, { method: 'POST', body: buffer, headers: { Cookie: hub.cookie, 'X-CSRF': hub.session.csrf } })
    parts.push((await reply.json()).sha256)
  }
  closeSync(handle)
  const { id } = await hub.post('/api/imports/', { of_type: 'crm.Account', name: 'customers.csv', parts })
  const until = (what, work, state) =>
    waitFor(what, async () => {
      await new Promise((resolve) => setTimeout(resolve, 200))
      const progress = await hub.get(`/api/imports/${id}/progress/`)
      return progress.state === state && progress[work]
    }, 1800000)
  for (const action of ['map', 'dry-run']) await hub.post(`/api/import-runs/${id}/${action}/`, {})
  await until('the trial', 'check', 'checked')
  const from = performance.now()
  await hub.post(`/api/import-runs/${id}/start/`, {})
  const run = await until('the import', 'run', 'done')
  const seconds = (performance.now() - from) / 1000
  await waitFor('the search to follow', async () => {
    await new Promise((resolve) => setTimeout(resolve, 200))
    return /search_lag(?:\{[^}]*\})? 0\b/.test(String(await hub.call('GET', '/metrics').then((reply) => reply.body)))
  }, 1800000)
  return { seconds, searchable: (performance.now() - from) / 1000, created: run.created, faulty: run.faulty }
}
