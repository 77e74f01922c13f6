// Callers that write through the proxy and repeat, under the same Idempotency-Key, whatever was not answered.
import { randomUUID } from 'node:crypto'

const writers = 16

/** Until a 201 comes: what a careful caller does. */
async function writeOne(client, name, deadline) {
  const key = randomUUID()
  for (let attempts = 1; ; ++attempts) {
    try {
      const reply = await fetch(`${client.url}/api/accounts/`, {
        method: 'POST', body: JSON.stringify({ name, kind: 'company' }), signal: AbortSignal.timeout(10000),
        headers: { Cookie: client.cookie, 'X-CSRF': client.session.csrf, 'Content-Type': 'application/json', 'Idempotency-Key': key },
      })
      const text = await reply.text()
      if (reply.status === 201) return { name, id: JSON.parse(text).id, attempts, replayed: reply.headers.has('idempotency-replayed') }
      if (reply.status < 500 && reply.status !== 429) throw Object.assign(new Error(`${name}: HTTP ${reply.status} ${text}`), { final: true })
    } catch (error) {
      if (error.final) throw error
    }
    if (Date.now() > deadline) throw new Error(`${name}: no answer after ${attempts} attempts`)
    await new Promise((resolve) => setTimeout(resolve, 20 * attempts))
  }
}

/** `count` accounts "<prefix> N"; onDone(how many) is called after each. What was acknowledged. */
export async function write(client, prefix, count, onDone = () => {}) {
  const written = []
  const deadline = Date.now() + 120000
  let next = 0
  await Promise.all(Array.from({ length: writers }, async () => {
    while (next < count) {
      written.push(await writeOne(client, `${prefix} ${next++}`, deadline))
      await onDone(written.length)
    }
  }))
  return written
}
