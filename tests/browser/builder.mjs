// An administrator makes a record type of the company's own, and it is everywhere at once: menu, list, form, board, API, OpenAPI,
// GraphQL, search, import. One of its fields is hidden from technicians, another renamed while a script keeps writing.
//   node tests/browser/builder.mjs --programs build/sanitize --map build/map [--postgresql]
import { demoPassword } from '../../deploy/local/company.mjs'
import { addsUp, afterwards, fromFile, hide, rename, uses } from './builder/effects.mjs'
import { make, narrow, refused } from './builder/making.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'

process.exit(await perform({ vans: 0 }, async (stage, run) => {
  await run('1', 'an administrator and, beside him, a dispatcher are signed in', open)
  await run('2', 'what is not right is told at its place', refused, '1')
  await run('3', 'Boiler log is made: by dragging, by pressing, by keys; with states, moves, one unique field', make, '2')
  await run('4', 'it is in menu, form, list, board, API, OpenAPI, GraphQL and search at once, without restart', uses, '3')
  await run('4b', 'its fields add up in the summary, by page and by API', addsUp, '4')
  await run('5', 'it is imported from a file', fromFile, '4')
  await run('6', 'a field hidden from technicians is nowhere for one of them', hide, '4')
  await run('7', 'a field is renamed while a script keeps writing, and nothing is lost', rename, '4')
  await run('8', 'a field goes out of use and comes back with its values; a delivered type gets one', afterwards, '7')
  await run('9', 'tablet and phone, dark, German, axe', narrow, '8')
}))

async function open(stage) {
  stage.administrator = await new HubClient(stage.company.hub.url).signIn('admin@demo.example', demoPassword)
  stage.admin = await stage.officePage('admin', undefined, { login: 'admin@demo.example' })
  stage.office = await stage.officePage('office')
}
