// A backup while callers write, a company that goes on, a disaster, and the way back: timed, on both databases (--postgresql).
// features: OPER-04
import { execFileSync } from 'node:child_process'
import { existsSync, renameSync, rmSync } from 'node:fs'
import path from 'node:path'
import { waitFor } from '../../deploy/local/processes.mjs'
import { check, equal } from '../browser/lib/steps.mjs'
import { withCompany } from '../api/company.mjs'
import { write } from './writers.mjs'

const writes = 200
let admin, contact, before = [], file

process.exit(await withCompany(async ({ company, postgres, signIn, step }) => {
  const hub = (...words) => execFileSync(company.program('hub/server/truckroll-hub'), ['--config', company.hub.config, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })
  file = path.join(company.data, 'copy.backup')
  await step('1', 'a backup is made while callers write, and keeps none of them waiting', async () => {
    admin = await signIn('admin')
    contact = await admin.post('/api/contacts/', { name: { given: 'Rosa', family: 'Quendelin' }, channels: [{ kind: 'mail', value: 'rosa@private.test' }] })
    const copying = { done: false }
    const later = write(admin, 'during', writes, async (done) => {
      if (done !== writes / 4) return
      before = (await admin.list('accounts', 'name:"during"')).map(({ id }) => id)
      copying.began = true
    })
    await waitFor('some writes', () => copying.began)
    const begun = performance.now()
    const { spawn } = await import('node:child_process')
    const child = spawn(company.program('hub/server/truckroll-hub'), ['--config', company.hub.config, '--backup', file], { stdio: 'inherit' })
    equal(await new Promise((resolve) => child.once('exit', resolve)), 0, 'the command')
    const seconds = (performance.now() - begun) / 1000
    equal((await later).length, writes, 'writes that were acknowledged meanwhile')
    check(existsSync(file) && before.length >= writes / 8, `${before.length} records were there before`)
    return { seconds, goal: 60 }
  })
  await step('2', 'the company goes on: a person is erased, more is written', async () => {
    const { id } = await admin.post('/api/privacy-requests/', { kind: 'erase', contact: contact.id, received: '2026-11-20', due: '2026-12-20' })
    await admin.post(`/api/privacy-requests/${id}/verify/`, {})
    await admin.post(`/api/privacy-requests/${id}/run/`, {})
    await waitFor('the erasure', async () => (await admin.record('privacy-requests', id)).state === 'done', 60000)
    await admin.post('/api/accounts/', { name: 'After the copy', kind: 'company' })
  })
  await step('3', 'the database is lost, the copy is put back, and the hub answers again', async () => {
    await company.hub.program.stop('SIGKILL')
    const begun = performance.now()
    if (postgres) {
      postgres.sql('DROP DATABASE truckroll WITH (FORCE)', 'postgres')
      postgres.sql('CREATE DATABASE truckroll TEMPLATE template0', 'postgres')
      execFileSync('pg_restore', ['--exit-on-error', '--no-owner', '-d', postgres.url, file], { stdio: ['ignore', 'ignore', 'inherit'] })
    } else {
      for (const end of ['', '-wal', '-shm']) rmSync(path.join(company.data, `hub.db${end}`), { force: true })
      renameSync(file, path.join(company.data, 'hub.db'))
    }
    hub('--restored')
    await company.startHub()
    await signIn('admin')
    return { seconds: (performance.now() - begun) / 1000, goal: 120 }
  })
  await step('4', 'all of the copy is there, the log is whole, who was erased is erased again, work goes on', async () => {
    check(/unaltered/.test(hub('--verify-log')), 'the log verifies')
    admin = await signIn('admin')
    const found = new Set((await admin.list('accounts', 'name:"during"')).map(({ id }) => id))
    equal(before.filter((id) => !found.has(id)), [], 'records of before the copy that are not there')
    equal(await admin.list('accounts', 'name = "After the copy"'), [], 'what came after it')
    equal((await admin.record('contacts', contact.id)).name.family, 'erased', 'the name of who was erased')
    await admin.post('/api/accounts/', { name: 'Work goes on', kind: 'company' })
    await waitFor('search finds it', async () => (await admin.get('/api/search/?q=Work%20goes%20on')).items.length > 0)
  })
}))
