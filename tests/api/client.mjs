// The office app's client is made of the hub's own description. This says whether the types that are checked in are those of the
// hub as it is now; with --write it makes them anew.
//   node tests/api/client.mjs --programs build/sanitize --map build/map [--write]
import { readFileSync, writeFileSync } from 'node:fs'
import { apiTypes } from '../../hub/web/apiTypes.ts'
import { check } from '../browser/lib/steps.mjs'
import { withCompany } from './company.mjs'

const file = new URL('../../hub/web/src/data/api.types.d.ts', import.meta.url)
const writes = process.argv.includes('--write')
if (writes) process.argv.splice(process.argv.indexOf('--write'), 1)

process.exitCode = await withCompany(async ({ signIn, step }) => {
  await step('1', 'the types of the office app’s client are those of this hub', async () => {
    const text = await apiTypes(await (await signIn('admin')).get('/api/openapi.json'))
    if (writes) writeFileSync(file, text)
    const lines = (all) => all.split('\n')
    const [made, kept] = [lines(text), lines(readFileSync(file, 'utf8'))]
    const at = made.findIndex((line, index) => line !== kept[index])
    check(text === readFileSync(file, 'utf8'), `make them anew: node tests/api/client.mjs --write; line ${at + 1} is "${kept[at]?.trim()}", of the hub "${made[at]?.trim()}"`)
  })
})
