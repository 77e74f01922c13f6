// PouchDB against express-pouchdb: as many records pushed, pulled, and nothing to do. A record is a document with what the hub's has.
//   node peer.mjs FOLDER COUNT   with FOLDER/records.json: {note, account}; answers with one line of JSON
import { readFileSync } from 'node:fs'
import net, { createServer } from 'node:net'
import path from 'node:path'
import express from 'express'
import expressPouchDB from 'express-pouchdb'
import PouchDB from 'pouchdb'

const [folder, count] = [process.argv[2], Number(process.argv[3])]
const perBatch = 500
const idleRuns = 15
const Server = PouchDB.defaults({ prefix: path.join(folder, 'server-') })
const Client = PouchDB.defaults({ prefix: path.join(folder, 'client-') })

let bytes = 0
/** What passes is counted, as it is with the vans. */
async function counted(port) {
  const server = createServer((near) => {
    const far = net.connect(port, '127.0.0.1')
    for (const [from, to] of [[near, far], [far, near]]) {
      from.on('data', (chunk) => { bytes += chunk.length })
      from.on('error', () => to.destroy())
      from.pipe(to)
    }
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return server.address().port
}

async function timed(work) {
  const [from, before] = [performance.now(), bytes]
  const { docs_written } = await work()
  return { seconds: (performance.now() - from) / 1000, bytes: bytes - before, written: docs_written }
}

const app = express()
app.use('/', expressPouchDB(Server, { mode: 'minimumForPouchDB', logPath: path.join(folder, 'log') }))
const listener = app.listen(0, '127.0.0.1')
await new Promise((resolve) => listener.once('listening', resolve))
const url = `http://127.0.0.1:${await counted(listener.address().port)}`
const records = JSON.parse(readFileSync(path.join(folder, 'records.json'), 'utf8'))

/** Each with an id and a text of its own, as records have. */
async function fill(database, { id, ...record }, field) {
  for (let first = 0; first < count; first += perBatch)
    await database.bulkDocs(Array.from({ length: Math.min(perBatch, count - first) }, (_, at) => ({ _id: `${id.slice(0, -6)}${String(first + at).padStart(6, '0')}`, ...record, [field]: `${field} ${first + at}` })))
}

const [van, fresh] = [new Client('van'), new Client('fresh')]
await fill(van, records.note, 'text')
await fill(new Server('accounts'), records.account, 'name')
const push = await timed(() => PouchDB.replicate(van, `${url}/notes`, { batch_size: perBatch }))
const pull = await timed(() => PouchDB.replicate(`${url}/accounts`, fresh, { batch_size: perBatch }))
const idle = []
for (let run = 0; run < idleRuns; run += 1) idle.push((await timed(() => PouchDB.replicate(van, `${url}/notes`))).seconds)
idle.sort((a, b) => a - b)
console.log(JSON.stringify({ push, pull, idle_ms: idle[Math.floor(idleRuns / 2)] * 1000 }))
process.exit(0)
