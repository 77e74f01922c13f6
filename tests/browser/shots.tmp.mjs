import { Company, demoPassword } from '../../deploy/local/company.mjs'
import { Browser } from './lib/browser.mjs'
import { HubClient } from './lib/hub.mjs'
import { Office } from './lib/office.mjs'
import { mkdirSync, rmSync } from 'node:fs'
const out = '/tmp/look'; rmSync(out, { recursive: true, force: true }); mkdirSync(out)
rmSync('/tmp/lookdata', { recursive: true, force: true })
const c = new Company({ programs: 'build/dev', map: 'build/map', data: '/tmp/lookdata', vans: 2, drive: { speed: 3, skip: 300, begin: 'now' } })
const b = new Browser()
try {
  await c.start(); await b.open()
  const hub = await new HubClient(c.hub.url).signIn('admin@demo.example', demoPassword)
  const wo = (await hub.list('work-orders', 'summary = "Boiler service and flue gas check"'))[0]
  const visit = (await hub.list('scheduled-events', `work_order = "${wo.id}"`))[0]
  for (const [w, h] of [[1440, 900], [768, 1024], [360, 740]]) for (const scheme of ['light', 'dark']) {
    if (scheme === 'dark' && w === 768) continue
    const p = await b.page('x', { width: w, height: h }, { colorScheme: scheme })
    const o = new Office(p, c.hub.url)
    await o.signIn('admin@demo.example', demoPassword)
    for (const [name, path] of [['home', '/'], ['dispatch', '/dispatch'], ['wo', `/work-orders/${wo.id}`], ['stock', '/stock'], ['list', '/records/work-orders'], ['vans', '/vans'], ['money', `/work-orders/${wo.id}?tab=money`]]) {
      if (w === 768 && !['home', 'dispatch', 'wo'].includes(name)) continue
      await o.go(path); await p.waitForTimeout(1400)
      await p.screenshot({ path: `${out}/office-${name}-${w}-${scheme}.png` })
    }
    const v = await b.page('v', w === 1440 ? { width: 1280, height: 800 } : { width: w, height: h }, { colorScheme: scheme })
    for (const [name, hash] of [['today', '#/'], ['job', `#/job/${visit.id}`], ['map', `#/job/${visit.id}/map`], ['stock', '#/stock'], ['checklist', `#/job/${visit.id}/checklist`]]) {
      if (w === 768 && name !== 'job') continue
      await v.goto(c.vans[0].url + '/' + hash); await v.waitForTimeout(900)
      await v.screenshot({ path: `${out}/van-${name}-${w}-${scheme}.png` })
    }
    await p.context().close(); await v.context().close()
  }
  console.log(b.complaints)
} finally { await b.close(); await c.stop(); rmSync('/tmp/lookdata', { recursive: true, force: true }) }
process.exit(0)
