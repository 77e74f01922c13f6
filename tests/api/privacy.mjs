// What an auditor and a data protection officer do with the running hub: watch and take the log, reckon its chain without us,
// hand out a person's data, erase her, and have the log still verify. On both databases (--postgresql).
// features: AUDT-03 IDEN-10
import { waitFor } from '../../deploy/local/processes.mjs'
import { exported, verify } from '../browser/lib/audit.mjs'
import { check, equal } from '../browser/lib/steps.mjs'
import { withCompany } from './company.mjs'

const name = 'Quendelin', mail = 'rosa.quendelin@private.test'

process.exit(await withCompany(async ({ company, signIn, step }) => {
  let admin, contact, account, note
  await step('1', 'an auditor watches the log live, with values before and after', async () => {
    admin = await signIn('admin')
    const socket = new WebSocket(`${company.hub.url.replace('http', 'ws')}/api/live?audit=true`, { headers: { Cookie: admin.cookie } })
    const seen = []
    socket.addEventListener('message', ({ data }) => seen.push(JSON.parse(data)))
    await waitFor('the stream opens', () => seen.some((event) => event.type === 'hello'))
    account = await admin.post('/api/accounts/', { name: 'Hotel Post' })
    contact = await admin.post('/api/contacts/', { name: { given: 'Rosa', family: name }, channels: [{ kind: 'mail', value: mail }], accounts: [{ account: account.id }] })
    note = await admin.post('/api/notes/', { about: { type: 'crm.Contact', id: contact.id }, text: `${name} sings` })
    await waitFor('the note is streamed', () => seen.some(({ entry }) => entry?.record === note.id))
    const { entry } = seen.find((event) => event.entry?.record === note.id)
    equal(entry.fields.text.after, `${name} sings`, 'the value after')
    equal(entry.action, 'create', 'the action')
    socket.close()
    const clerk = await signIn('dispatcher')
    equal((await clerk.call('GET', '/api/audit/')).status, 403, 'a dispatcher asking for the log')
  })
  await step('2', 'the exported log is verified without the hub', async () => {
    const lines = await exported(admin, { log: 'changes', format: 'jsonl' })
    check(lines.length > 100, `the company has a log (${lines.length} entries)`)
    verify(lines)
    lines[20].by = 'somebody else'
    let found = false
    try { verify(lines) } catch { found = true }
    check(found, 'an altered line is found out')
  })
  await step('3', 'a person gets her data as a file, once', async () => {
    const id = await request(admin, 'export', contact.id)
    const file = await admin.call('POST', `/api/privacy/${id}/file`)
    equal(file.status, 200, 'the file')
    equal(file.body.subarray(0, 2).toString(), 'PK', 'a ZIP')
    equal((await admin.call('POST', `/api/privacy/${id}/file`)).status, 404, 'a second time')
  })
  await step('4', 'a dry run, then she is erased; search, history and lists know her no more', async () => {
    await waitFor('search finds her', async () => (await admin.get(`/api/search/?q=${name}`)).items.length > 0)
    const id = await request(admin, 'erase', contact.id, async (made) => {
      const plan = await admin.get(`/api/privacy/${made}/plan/`)
      equal(plan.items.find((item) => item.type === 'crm.Note').erased, 1, 'notes that go')
    })
    equal((await admin.record('contacts', contact.id)).name.family, 'erased', 'her name')
    equal((await admin.call('GET', `/api/notes/${note.id}/`)).status, 404, 'her note')
    await waitFor('search forgets her', async () => (await admin.get(`/api/search/?q=${name}`)).items.length === 0)
    check(!JSON.stringify(await admin.get(`/api/contacts/${contact.id}/history/`)).includes(name), 'no value in the history')
    const parts = (await admin.record('privacy-requests', id)).parts
    check(parts.some((part) => part.of_type === 'crm.Contact'), 'the request tells what was done')
  })
  await step('5', 'nothing of her is in the log, and the chain still verifies: by file and by the hub', async () => {
    const lines = await exported(admin, { log: 'changes', format: 'jsonl' })
    verify(lines)
    check(!JSON.stringify(lines).includes(name) && !JSON.stringify(lines).includes(mail), 'the log has no value of hers')
    check(lines.some((line) => line.action === 'erase' && line.record === contact.id), 'and says that she was erased')
    await admin.post('/api/audit/chain/verify/', {})
    await waitFor('the chain is reckoned anew', async () => (await admin.get('/api/audit/chain/')).verified_to >= lines.length)
    equal((await admin.get('/api/audit/chain/')).broken_at, 0, 'where it is broken')
  })
  await step('6', 'controls of frameworks have their entries', async () => {
    const { items } = await admin.get('/api/audit/controls/')
    const erased = items.find((item) => item.framework === 'GDPR' && item.control === 'Art. 17')
    check(erased.entries >= 1, 'the erasure proves article 17')
    const lines = await exported(admin, { framework: 'GDPR', control: 'Art. 17' })
    check(lines.every((line) => line.action === 'erase'), 'and is what is exported for it')
  })
}))

/** Verified and run by an administrator, until it is done; its id. */
async function request(admin, kind, contact, between = async () => {}) {
  const { id } = await admin.post('/api/privacy-requests/', { kind, contact, received: '2026-11-20', due: '2026-12-20' })
  await between(id)
  await admin.post(`/api/privacy-requests/${id}/verify/`, {})
  await admin.post(`/api/privacy-requests/${id}/run/`, {})
  await waitFor(`the ${kind} is done`, async () => (await admin.record('privacy-requests', id)).state === 'done', 60_000)
  return id
}
