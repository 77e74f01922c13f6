// Who works alone is looked after though his van is dark: started in the van, fired by the hub, cleared by the van that returns.
// features: X-39
import { freePort, waitFor } from '../../deploy/local/processes.mjs'
import { check, equal } from '../browser/lib/steps.mjs'
import { withCompany } from './company.mjs'

process.exit(await withCompany(async ({ company, signIn, step }) => {
  let hub, van, visit, timer
  const ask = async (path, input) => {
    const reply = await fetch(van.url + path, input && { method: 'POST', body: JSON.stringify(input), headers: { 'Content-Type': 'application/json' } })
    check(reply.ok, `the van answers ${path} (HTTP ${reply.status}: ${reply.ok ? '' : await reply.text()})`)
    return reply.json()
  }
  const office = () => hub.record('safety-timers', timer)
  const told = async (text) => (await hub.list('notifications')).filter(({ title }) => title.includes(text)).length

  await step('1', 'a technician on his job starts his timer, and the van says when the office knows of it', async () => {
    hub = await signIn('dispatcher')
    company.drive = { speed: 3, skip: 300, begin: 'now', later: true }
    company.gpsdPort = await freePort()
    company.startReceiver()
    van = await company.startVan(company.hub.ready.devices[0], 0)
    company.vans.push(van)
    visit = await waitFor('the day to be in the van', async () => (await ask('/api/today')).visits.find(({ state }) => ['sent', 'booked', 'accepted'].includes(state)))
    await ask(`/api/visits/${visit.id}/on-my-way`, {})
    await waitFor('a position at the hub', async () => (await hub.list('position-reports')).length > 0, 30000)
    timer = (await ask(`/api/visits/${visit.id}/safety/start`, { minutes: 1 })).id
    await waitFor('the office to know', async () => (await ask('/api/status')).safety?.known)
    const { safety } = await ask('/api/status')
    equal([safety.id, safety.state, safety.visit], [timer, 'running', visit.id], 'what the van shows')
    equal([(await office()).state, (await office()).work_order], ['running', visit.work_order ?? (await hub.record('scheduled-events', visit.id)).work_order], 'what the office has')
  })
  await step('2', 'his van goes dark; when he has not reported, the office is called with his last position', async () => {
    await van.program.stop('SIGKILL')
    const due = Date.parse((await office()).due)
    await waitFor('the alarm', async () => (await office()).state === 'fired', 90000)
    check(Date.now() >= due, 'not before it is due')
    const { last_position: position, last_position_at: at } = await office()
    check(position?.latitude > 47 && at, `the last position: ${JSON.stringify(position)}`)
    equal(await told('has not reported'), 1, 'the dispatcher is told')
    return { seconds: (Date.now() - due) / 1000, goal: 15 }
  })
  await step('3', 'he returns and is fine: the alarm is over, and all hear it', async () => {
    await van.boot()
    await waitFor('the van to hear of the alarm', async () => (await ask('/api/status')).safety?.state === 'fired')
    await ask(`/api/safety/${timer}/extend`, { minutes: 30 })
    await waitFor('the end of the alarm', async () => (await office()).state === 'running')
    equal(await told('is well'), 1, 'the dispatcher hears it')
    equal((await office()).extensions.length, 1, 'what he pressed')
    await ask(`/api/safety/${timer}/end`, {})
    await waitFor('the end', async () => (await office()).state === 'ended')
    equal((await ask('/api/status')).safety, null, 'nothing is left to look after')
  })
}))
