// The company's own type in the van.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { check, equal } from '../lib/steps.mjs'

const row = ({ van, ids }) => van.get(`/api/own/boiler_log/${ids.log}`)

export async function inVan(stage) {
  const { van, ids } = stage
  await waitFor('the record in the van', () => row(stage))
  await van.go()
  await van.at('nav-own').click()
  await van.at('own-boiler_log').click()
  await van.at(`own-row-${ids.log}`).click()
  check((await van.at('own-value-pressure').innerText()).startsWith('1.5'), 'the value that was typed in the office')
  equal(await van.at('own-value-grade').innerText(), 'Poor', 'the choice by its label')
  await stage.shot('afternoon-1-van', van.page)
}

export async function hideFromVan(stage) {
  const { van, ids } = stage
  await waitFor('the field to leave the van', async () => !('grade' in (await row(stage)).values))
  await van.go(`#/own/boiler_log/${ids.log}`)
  await van.at('own-value-serial').waitFor()
  await van.at('own-value-grade').waitFor({ state: 'detached' })
  equal((await van.post(`/api/own/boiler_log/${ids.log}`, { grade: 'good' })).status, 400, 'nor can it be set there')
}
