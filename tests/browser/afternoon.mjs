// An administrator's afternoon: what a company changes about its own records, rights and neighbours, in one sitting and on one
// company, by the screens and by calls as curl makes them, with a van on the road.
//   node tests/browser/afternoon.mjs --programs build/sanitize --map build/map [--postgresql]
import { waitFor } from '../../deploy/local/processes.mjs'
import { demoPassword } from '../../deploy/local/company.mjs'
import { hideFromVan, inVan } from './afternoon/van.mjs'
import { mergedEverywhere, takenBackEverywhere } from './afternoon/merged.mjs'
import { giveApp, redeliver } from './afternoon/neighbours.mjs'
import { askForData, eraseHer, proveLog } from './afternoon/person.mjs'
import { letIn, seesNothingElse } from './afternoon/partner.mjs'
import { refuseDeletion, restoreDeleted } from './afternoon/deletion.mjs'
import { screens } from './afternoon/screens.mjs'
import { shareView } from './afternoon/view.mjs'
import { fromFile, hide, rename, uses } from './builder/effects.mjs'
import { make, refused } from './builder/making.mjs'
import { HubClient } from './lib/hub.mjs'
import { Receiver, toThisComputer } from './lib/receiver.mjs'
import { perform } from './lib/stage.mjs'
import { conflict } from './records/record.mjs'
import { bringIn, propose, takeBack, tryIt } from './transfer/importing.mjs'
import { fail, register } from './webhooks/deliveries.mjs'

const receiver = await new Receiver().open()
const code = await perform({ vans: 1, settings: toThisComputer }, async (stage, run) => {
  await run('0b', 'an administrator and, beside him, a dispatcher are signed in; a van has its day', open)
  await run('1a', 'Boiler log is made in the builder, which tells mistakes at their place', (one) => refused(one).then(() => make(one)), '0b')
  await run('1b', 'it is in menu, form, list, board, API, OpenAPI, GraphQL and search at once, without restart', uses, '1a')
  await run('1c', 'it is imported from a file', fromFile, '1b')
  await run('1d', 'and it is in the van', inVan, '1b')
  await run('2a', 'a field hidden from technicians is absent in screen, API, GraphQL, export, search', hide, '1b')
  await run('2b', 'and leaves the van', hideFromVan, '2a', '1d')
  await run('3a', 'a file of 10,000 rows is mapped, its 200 faulty ones named by line', (one) => propose(one).then(() => tryIt(one)), '0b')
  await run('3b', 'the rest comes in', bringIn, '3a')
  await run('3c', 'and is taken back', takeBack, '3b')
  await run('4', 'a field and its label are renamed while a script keeps writing, and nothing is lost', rename, '1b')
  await run('5', 'a view is shared with a team; a member sees only what he may, others not even the view', shareView, '0b')
  await run('6', 'two browsers, one record: presence, both versions, nothing typed is lost', conflict, '0b')
  await run('7a', 'a partner organisation is given two accounts', letIn, '0b')
  await run('7b', 'and sees nothing else by REST, GraphQL, search, suggestions, export, live, map and screens', seesNothingElse, '7a')
  await run('8a', 'two accounts are merged; links, timeline and van follow', mergedEverywhere, '0b')
  await run('8b', 'and it is taken back, everywhere', takenBackEverywhere, '8a')
  await run('9a', 'an account that documents refer to is not deleted; the list of them is shown', refuseDeletion, '0b')
  await run('9b', 'another is deleted and restored', restoreDeleted, '9a')
  await run('10a', 'a person is given what is known of her', askForData, '0b')
  await run('10b', 'and is erased, after a trial', eraseHer, '10a')
  await run('10c', 'the log tells it and still verifies', proveLog, '10b')
  await run('11a', 'a webhook is registered; its deliveries fail and say why', (one) => register(one).then(() => fail(one)), '0b')
  await run('11b', 'they recover and are sent again', redeliver, '11a')
  await run('11c', 'an application is registered and calls with its own token', giveApp, '0b')
  await run('S', 'the administrator’s pages on a desk and on a phone', screens, '1b', '7a', '10b', '11a')
})
await receiver.close()
process.exit(code)

async function open(stage) {
  const { company } = stage
  stage.receiver = receiver
  stage.imported = { rows: 10_000, faulty: Array.from({ length: 200 }, (_, index) => 50 * index + 4) } // lines
  stage.administrator = await new HubClient(company.hub.url).signIn('admin@demo.example', demoPassword)
  stage.admin = await stage.officePage('admin', undefined, { login: 'admin@demo.example' })
  stage.office = await stage.officePage('office')
  stage.other = await stage.officePage('other', undefined, { login: 'bookkeeper@demo.example' })
  stage.ids.account = (await stage.hub.one('accounts', 'name = "Alpenhotel Muster"')).id
  stage.van = await stage.vanPage('van', 0)
  await waitFor('the van to have its day', async () => (await stage.van.get('/api/today')).visits.length > 0)
}
