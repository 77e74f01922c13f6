// A hub of the release before (tests/hubs/older) and one of this release beside it on one PostgreSQL: the newer one changes the layout
// while callers write at the older one, and neither breaks what it does not know of the other.
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { demoPassword } from '../../deploy/local/company.mjs'
import { freePort, waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from '../browser/lib/hub.mjs'
import { Receiver, toThisComputer } from '../browser/lib/receiver.mjs'
import { check, equal, Steps } from '../browser/lib/steps.mjs'
import { Hubs, olderHub } from './hubs.mjs'
import { crossingOf } from './tenants.mjs'
import { write } from './writers.mjs'

const { values } = parseArgs({ options: { programs: { type: 'string', default: 'build/sanitize' }, map: { type: 'string', default: 'build/map' }, writes: { type: 'string', default: '200' } } })
const data = mkdtempSync(path.join(tmpdir(), 'truckroll-releases-'))
const receiver = await new Receiver().open()
const hubs = new Hubs({ programs: values.programs, map: values.map, data, settings: toThisComputer, older: true })
const steps = new Steps(async () => {})
let older, newer, account, post

const at = (client, url) => Object.assign(new HubClient(url), { cookie: client.cookie, session: client.session })
const columns = (table) => hubs.ask(`SELECT column_name FROM information_schema.columns WHERE table_name = '${table}'`).map(([name]) => name)

async function olderStarts() {
  await hubs.start()
  older = await new HubClient(hubs.first.url).signIn('admin@demo.example', demoPassword)
  equal(columns('social_post'), [], 'the table of the newer type')
  check(!columns('account').includes('industry'), 'the newer column is not there')
  equal((await older.call('GET', '/api/social-posts/')).status, 404, 'the newer type')
}

async function newerStarts() {
  const count = Number(values.writes)
  let booted
  const written = await write(older, 'expanding', count, (done) => {
    if (done === Math.floor(count / 4)) booted = hubs.boot('second', 0)
  })
  hubs.second = await booted
  newer = at(older, hubs.second.url)
  equal(written.length, count, 'writes at the older hub meanwhile')
  check(columns('account').includes('industry') && columns('social_post').includes('send_at'), 'the newer layout is there')
  equal(hubs.ask("SELECT indexrelid::regclass FROM pg_index WHERE NOT indisvalid"), [], 'indexes that are half built')
}

/** A column and lines that the older hub does not know outlive its changes. */
async function fields() {
  account = await newer.post('/api/accounts/', { name: 'Both know it', kind: 'company', industry: 'Bakery', social: [{ network: 'mastodon', handle: '@both' }] })
  const seen = await older.record('accounts', account.id)
  check(seen.name === 'Both know it' && !('industry' in seen) && !('social' in seen), 'the older hub shows what it knows')
  equal((await older.call('POST', '/api/accounts/', { name: 'x', kind: 'company', industry: 'y' })).status, 400, 'what it does not know, written')
  await older.change('accounts', account.id, { name: 'Changed by the older', addresses: [{ use: 'main', address: { city: 'Vaduz', country: 'LI' } }] })
  const kept = await newer.record('accounts', account.id)
  equal([kept.name, kept.industry, kept.social[0].handle, kept.addresses[0].address.city], ['Changed by the older', 'Bakery', '@both', 'Vaduz'], 'the record at the newer hub')
  await newer.change('accounts', account.id, { industry: 'Mill' })
  const { id } = await older.post('/api/accounts/', { name: 'Made by the older', kind: 'company' })
  check(!(await newer.record('accounts', id)).industry, 'an older record lacks it')
  for (const client of [older, newer]) {
    check((await client.get(`/api/accounts/${account.id}/history/`)).items.length >= 3, 'its history')
    equal((await client.get(`/api/accounts/?filter=${encodeURIComponent('name = "Changed by the older"')}`)).items.length, 1, 'lists')
  }
  await older.call('DELETE', `/api/accounts/${account.id}/`, undefined, { 'If-Match': (await older.call('GET', `/api/accounts/${account.id}/`)).version })
  await newer.post(`/api/accounts/${account.id}/restore/`)
  equal((await newer.record('accounts', account.id)).social[0].handle, '@both', 'lines after a deletion by the older hub and the way back')
}

/** Records of a type that the older hub does not know: whatever reads the log there goes on behind them. */
async function types() {
  const endpoint = await newer.post('/api/webhook-endpoints/', { url: receiver.url, events: ['*'], description: 'All' })
  await newer.post(`/api/webhook-endpoints/${endpoint.id}/secret/`, {})
  const socket = new WebSocket(`${older.url.replace('http', 'ws')}/api/live`, { headers: { Cookie: older.cookie } })
  const told = []
  socket.addEventListener('message', ({ data: text }) => told.push(JSON.parse(text)))
  await waitFor('the stream opens', () => told.some(({ type }) => type === 'hello'))
  post = await newer.post('/api/social-posts/', { text: 'Quillwort festival' })
  await newer.post(`/api/social-posts/${post.id}/schedule/`, {})
  const { id } = await newer.post('/api/accounts/', { name: 'Behind the post', kind: 'company' })
  await waitFor('the older hub to tell of what came behind it', () => told.some((event) => event.type === 'change' && event.id === id))
  socket.close()
  await waitFor('webhooks to tell of it', () => receiver.taken.some(({ body }) => String(body).includes(id)))
  await waitFor('webhooks to tell of the newer type', () => receiver.taken.some(({ body }) => String(body).includes(post.id)))
  await waitFor('all indexes to be there', () => hubs.ask('SELECT 1 FROM chain_head h WHERE NOT EXISTS (SELECT 1 FROM search_generation g WHERE g.tenant = h.tenant AND g.position = h.position)').length === 0)
  for (const client of [older, newer]) await waitFor('search to find it', async () => (await client.get('/api/search/?q=behind%20post')).items.some((item) => item.id === id))
  equal((await newer.record('social-posts', post.id)).state, 'scheduled', 'the newer type')
  equal((await older.call('GET', `/api/social-posts/${post.id}/`)).status, 404, 'at the older hub')
}

/** Whoever of them indexes: what the newer one has is found. */
async function searching() {
  const texts = Array.from({ length: 6 }, (_, i) => `Quillwort number${i}`)
  for (const text of texts) await newer.post('/api/social-posts/', { text })
  await waitFor('the newer hub to find all of the newer type', async () => (await newer.get('/api/search/?q=quillwort')).items.filter((item) => item.type === 'marketing.SocialPost').length === texts.length + 1)
  const seen = await older.get('/api/search/?q=quillwort')
  check(!seen.items.some((item) => item.type === 'marketing.SocialPost'), 'the older hub shows none of them')
}

/** The way back to the release before: it starts on the newer layout, and the newer one goes on beside it. */
async function back() {
  await hubs.first.program.stop()
  await newer.change('accounts', account.id, { industry: 'Dairy' })
  const again = await hubs.boot('again', await freePort(), olderHub)
  const client = at(older, again.url)
  await client.change('accounts', account.id, { name: 'After the way back' })
  equal((await newer.record('accounts', account.id)).industry, 'Dairy', 'what the older hub does not know')
  check(columns('social_post').includes('send_at'), 'its table')
  equal((await newer.record('social-posts', post.id)).text, 'Quillwort festival', 'its records')
  await again.program.stop()
  for (const program of [olderHub, 'hub/server/truckroll-hub']) {
    const out = execFileSync(path.resolve(values.programs, program), ['--config', hubs.company.hub.config, '--verify-log'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })
    check(/unaltered/.test(out), `the log verifies: ${out}`)
  }
}

function tenants() {
  const { seen, crossing } = crossingOf(hubs.postgres)
  console.log(`        ${seen} statements looked at`)
  equal(crossing, [], 'statements across companies')
}

try {
  if (await steps.run('0', 'a hub of the release before makes a company', olderStarts)) {
    await steps.run('1', 'the newer hub starts while callers write at the older one', newerStarts)
    await steps.run('2', 'fields that only one knows outlive the other\'s changes', fields, ['1'])
    await steps.run('3', 'records of a type that only one knows keep no reader of the log', types, ['1'])
    await steps.run('4', 'search finds them, whoever has indexed them', searching, ['1'])
    await steps.run('5', 'the release before starts again on the newer layout', back, ['3'])
    await steps.run('6', 'no statement reached across companies', tenants)
  }
} finally {
  await hubs.stop()
  await receiver.close()
  if (steps.failed && process.env.KEEP) console.log(data)
  else rmSync(data, { recursive: true, force: true })
}
process.exit(steps.finish())
