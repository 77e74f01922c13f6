// Many WebSockets that only listen; a process of its own, told by its parent: connect, then report each round of changes.
//   node listeners.mjs PORT COUNT COOKIE
import { randomBytes } from 'node:crypto'
import net from 'node:net'

const [port, count, cookie] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]]
const opening = 200 // at once
const sockets = []
let heard = []

/** A hub that is still busy with what came before says so; then it is asked again. */
async function connect(left = 100) {
  const socket = await tryToConnect()
  if (socket) return socket
  if (left === 0) throw new Error('the hub stays unavailable')
  await new Promise((resolve) => setTimeout(resolve, 200))
  return connect(left - 1)
}

function tryToConnect() {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1')
    socket.once('error', reject)
    socket.once('connect', () => socket.write(`GET /api/live/ HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nCookie: ${cookie}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\n\r\n`))
    let open = false
    socket.on('data', (chunk) => {
      if (!open) {
        if (chunk.includes(' 503 ')) return resolve(null)
        if (!chunk.includes('101 Switching')) return reject(new Error(`refused: ${chunk.subarray(0, 100)}`))
        open = true
        resolve(socket)
      }
      // The server does not mask, so the text stands in the frame as it is.
      for (let at = chunk.indexOf('"action":"change"'); at >= 0; at = chunk.indexOf('"action":"change"', at + 1)) heard.push(performance.timeOrigin + performance.now())
    })
  })
}

for (let done = 0; done < count; done += opening) sockets.push(...(await Promise.all(Array.from({ length: Math.min(opening, count - done) }, () => connect()))))
process.send({ connected: sockets.length })
process.on('message', (wish) => {
  if (wish.begin) {
    heard = []
    process.send({ begun: true })
  } else if (wish.report) process.send({ heard })
  else if (wish.end) {
    for (const socket of sockets) socket.destroy()
    process.disconnect()
  }
})
