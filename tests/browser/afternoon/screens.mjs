// The administrator's pages on a desk and on a phone: nothing beyond the edge, nothing for axe.
import { accessible } from '../lib/axe.mjs'
import { check } from '../lib/steps.mjs'

export async function screens(stage) {
  const { admin, ids } = stage
  const pages = [
    ['audit', '/audit', 'chain'], ['jobs', '/jobs', 'jobs'], ['quality', '/data-quality', 'page-title'], ['types', '/types', 'new-type'], ['builder', '/types/own-boiler-log', 'field-canvas'],
    ['webhook', `/records/webhook-endpoints/${stage.endpoint}`, 'endpoint-secret'], ['deliveries', '/records/webhook-deliveries', 'list-count'], ['security', '/security', 'api-keys'],
    ['request', `/records/privacy-requests/${ids.request}`, 'privacy-done'], ['shares', '/records/partner-shares', 'list-count'],
  ]
  const faults = []
  for (const width of [1440, 360]) {
    await admin.page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
    for (const [name, path, hook] of pages) {
      await admin.go(path)
      await admin.at(hook).first().waitFor()
      await admin.page.waitForLoadState('networkidle')
      await stage.shot(`afternoon-S-${width}-${name}`, admin.page)
      const [wide, room] = await admin.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
      if (wide > room) faults.push(`${name} is ${wide} px wide of ${room}`)
      await accessible(admin.page, `${name} at ${width} px`).catch((error) => faults.push(error.message))
    }
  }
  check(faults.length === 0, faults.join('\n'))
}
