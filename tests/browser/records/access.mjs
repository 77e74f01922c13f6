// What axe says of every generic page, in both schemes. The map's canvas and the calendar's grid are their libraries' own; each
// has a list beside it that says the same.
import { accessible } from '../lib/axe.mjs'
import { check } from '../lib/steps.mjs'

const pages = (ids) => [
  ['start page', '/', 'figure-visits'], ['list', '/records/work-orders?f=state%3Dplanned', 'list-count'], ['split', '/records/accounts?show=split', 'split-record'], ['board', '/records/tasks?show=board', 'type-board'],
  ['calendar', '/records/tasks?show=calendar', 'calendar'], ['map', '/records/sites?show=map', 'map-count'], ['record', `/records/accounts/${ids.account}`, 'related'],
  ['files', `/records/accounts/${ids.account}?tab=files`, 'files'], ['talk', `/records/accounts/${ids.account}?tab=talk`, 'record-notes'],
  ['history', `/records/accounts/${ids.account}?tab=history`, 'history'], ['form', `/records/accounts/${ids.account}?edit=1`, 'record-form'], ['directory', '/records', 'page-title'],
]

export async function access({ office, ids }) {
  const faults = []
  for (const scheme of ['light', 'dark']) {
    for (const [name, path, hook] of pages(ids)) {
      await office.go(path)
      await office.at(hook).first().waitFor()
      await office.page.waitForLoadState('networkidle')
      await accessible(office.page, `${name} (${scheme})`, ['.maplibregl-map', '.ec']).catch((error) => faults.push(error.message))
    }
    await office.at('scheme-switch').click()
  }
  check(faults.length === 0, faults.join('\n'))
}
