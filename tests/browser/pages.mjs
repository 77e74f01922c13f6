// Every page of the office: wide and narrow, light and dark, in English and German, by the keyboard alone and by a finger.
//   node tests/browser/pages.mjs --programs build/sanitize --map build/map [--postgresql]
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check } from './lib/steps.mjs'
import { live } from './pages/live.mjs'
import { walk } from './pages/keys.mjs'
import { stopped, versions } from './pages/oversight.mjs'
import { own } from './pages/own.mjs'
import { seed } from './pages/data.mjs'
import { phone, quick, split } from './pages/split.mjs'
import { areasOf, pagesOf, tour } from './pages/tour.mjs'
import { demoPassword } from '../../deploy/local/company.mjs'

const login = 'admin@demo.example'
const narrow = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, login }

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'an administrator is signed in, at a desk and with a phone', open)
  await run('2', 'every page at 1440 px in English: nothing for axe, everything by Tab with the focus in sight', desk, '1')
  await run('3', 'every page at 360 px in the dark: nothing beyond the edge, targets for fingers', thumb, '1')
  await run('4', 'mail and papers are read beside their list, by keys', split, '1')
  await run('5', 'on a phone list and reader take turns, the main action is under the thumb', phone, '1')
  await run('6', 'dialogs in place, deals and tasks on boards', quick, '1')
  await run('7', 'what others change is told to who only hears', live, '1')
  await run('8', 'language, formats, zone and currency are the user\'s own', own, '1')
  await run('8b', 'in German every page at 1440 px in the dark, the menu and a list of every area at 360 px', german, '1')
  await run('8c', 'who read too much is stopped, seen with why, and let in again', stopped, '1')
  await run('8d', 'the API\'s versions name who asks for them', versions, '1')
}))

async function open(stage) {
  stage.hub = await new HubClient(stage.company.hub.url).signIn(login, demoPassword)
  stage.ids = await seed(stage.hub)
  stage.admin = await stage.officePage('desk', undefined, { login })
  stage.thumb = await stage.officePage('phone', undefined, { ...narrow, colorScheme: 'dark' })
  stage.all = await pagesOf(stage)
}

function shot(stage, office, prefix) {
  return (name) => stage.shot(`pages-${prefix}-${name.replace(/\W+/g, '-')}`, office.page)
}

function hold(faults) {
  check(faults.length === 0, `\n${faults.join('\n')}`)
}

// features: A11Y-02 with live(), and with boards and cells by keys in records.mjs, the plan's dialog in board.mjs, the builder's keys in builder.mjs
async function desk(stage) {
  const { admin, all } = stage
  hold(await tour(admin, all, { width: 1440, language: 'en', axe: true, shot: shot(stage, admin, 'desk'), looked: (name, say) => walk(admin.page, say) }))
}

async function thumb(stage) {
  const { thumb, all } = stage
  hold(await tour(thumb, all, { width: 360, language: 'en', touch: true, axe: true, shot: shot(stage, thumb, 'phone') }))
  for (const name of ['phone-menu', 'phone-search']) check(await thumb.at(name).isVisible(), `${name} is at the bottom`)
  await thumb.at('phone-menu').click()
  await thumb.at('menu-search').waitFor()
}

// features: WEB-06 with desk() and thumb()
async function german(stage) {
  await stage.hub.change('users', stage.hub.session.user.id, { language: 'de' })
  const office = await stage.officePage('Schreibtisch', undefined, { login, colorScheme: 'dark' })
  const phone = await stage.officePage('Telefon', undefined, narrow)
  const menu = [...stage.all.filter(([name]) => name.startsWith('menu')), ...(await areasOf(stage))]
  const both = await Promise.all([
    tour(office, stage.all, { width: 1440, language: 'de', shot: shot(stage, office, 'de') }),
    tour(phone, menu, { width: 360, language: 'de', touch: true, shot: shot(stage, phone, 'de-phone') }),
  ])
  await stage.hub.change('users', stage.hub.session.user.id, { language: 'en' })
  hold(both.flat())
}
