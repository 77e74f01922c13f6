// A person asks what is known of her, and then to be forgotten; the log proves both and still verifies.
import { readFileSync } from 'node:fs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { exported, verify } from '../lib/audit.mjs'
import { check, equal } from '../lib/steps.mjs'

const name = 'Quendelin', mail = 'rosa.quendelin@private.test'
const received = '20/11/2026', due = '20/12/2026'

export async function askForData(stage) {
  const { admin, administrator, ids } = stage
  ids.person = (await administrator.post('/api/contacts/', { name: { given: 'Rosa', family: name }, channels: [{ kind: 'mail', value: mail }], accounts: [{ account: ids.account }] })).id
  ids.note = (await administrator.post('/api/notes/', { about: { type: 'crm.Contact', id: ids.person }, text: `${name} sings` })).id
  await waitFor('the search to find her', async () => (await administrator.get(`/api/search/?q=${name}`)).items.length > 0)
  await admin.create('privacy-requests', { kind: { choose: 'Export' }, contact: { pick: name }, received, due })
  await admin.at('privacy-plan').getByText('Notes').waitFor()
  await stage.shot('afternoon-10-export-plan', admin.page)
  await admin.act('verify')
  await admin.act('run')
  const file = admin.at('privacy-file').and(admin.page.locator('[data-state=done]'))
  await file.waitFor({ timeout: 60000 })
  await stage.shot('afternoon-10-file', admin.page)
  const [download] = await Promise.all([admin.page.waitForEvent('download'), admin.at('privacy-download').click()])
  equal(readFileSync(await download.path()).subarray(0, 2).toString(), 'PK', 'the file is a ZIP')
  await admin.at('privacy-file').and(admin.page.locator('[data-state=taken]')).waitFor()
}

export async function eraseHer(stage) {
  const { admin, administrator, ids } = stage
  ids.request = await admin.create('privacy-requests', { kind: { choose: 'Erase' }, contact: { pick: name }, received, due })
  const plan = admin.at('privacy-plan')
  await plan.getByTestId('row-crm.Note').waitFor()
  await plan.getByTestId('privacy-sums').waitFor()
  equal((await administrator.record('contacts', ids.person)).name.family, name, 'a trial changes nothing')
  await stage.shot('afternoon-10-erase-plan', admin.page)
  await admin.act('verify')
  await admin.act('run')
  await admin.at('privacy-done').waitFor({ timeout: 60000 })
  await stage.shot('afternoon-10-erased', admin.page)
  equal((await administrator.record('contacts', ids.person)).name.family, 'erased', 'her name')
  equal((await administrator.call('GET', `/api/notes/${ids.note}/`)).status, 404, 'her note')
  await waitFor('the search to forget her', async () => (await administrator.get(`/api/search/?q=${name}`)).items.length === 0)
}

export async function proveLog(stage) {
  const { admin, administrator, ids } = stage
  const lines = await exported(administrator, { log: 'changes', format: 'jsonl' })
  verify(lines)
  check(!JSON.stringify(lines).includes(name) && !JSON.stringify(lines).includes(mail), 'the log has no value of hers')
  check(lines.some((line) => line.action === 'erase' && line.record === ids.person), 'and says that she was erased')
  await admin.go('/audit')
  await admin.at('chain-verify').click()
  await waitFor('the chain to be reckoned anew', async () => (await administrator.get('/api/audit/chain/')).verified_to >= lines.length, 60000)
  await admin.at('chain').and(admin.page.locator('[data-broken=false]')).filter({ hasText: /unaltered until/ }).waitFor()
  await waitFor('the page to say so', async () => Number((await admin.at('chain').innerText()).match(/entry ([\d.,’]+)/)?.[1].replace(/\D/g, '')) >= lines.length)
  await admin.at('audit-record').fill(ids.person)
  await admin.at('audit').getByText('Erase', { exact: true }).first().waitFor()
  await stage.shot('afternoon-10-audit', admin.page)
}
