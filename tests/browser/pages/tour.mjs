// Every page once: what is on it, whether it fits, whether it speaks the reader's language.
import { readFileSync } from 'node:fs'
import { accessible } from '../lib/axe.mjs'
import { check } from '../lib/steps.mjs'

/** Every page of the menu, and one of each kind behind it: name, address. */
export async function pagesOf({ admin, ids }) {
  await admin.go('/')
  await admin.at('menu-home').waitFor()
  const menu = await admin.page.locator('nav a.rail-link').evaluateAll((all) => all.map((one) => one.getAttribute('href')))
  check(menu.length >= 14, `the menu has its pages, found ${menu.join(' ')}`)
  return [
    ...menu.map((path) => [`menu ${path}`, path]),
    ['board', '/records/tasks?show=board'], ['calendar', '/records/tasks?show=calendar'], ['map', '/records/sites?show=map'], ['conversation', `/records/conversations?at=${ids.talks[0]}`],
    ['paper', `/records/paperwork-documents?at=${ids.papers[0]}`], ['record', `/records/accounts/${ids.account}`], ['files', `/records/accounts/${ids.account}?tab=files`],
    ['talk', `/records/accounts/${ids.account}?tab=talk`], ['history', `/records/accounts/${ids.account}?tab=history`], ['form', `/records/accounts/${ids.account}?edit=1`],
    ['job', `/work-orders/${ids.job}`], ['job, money', `/work-orders/${ids.job}?tab=money`], ['new contact', '/records/contacts/new'], ['new privacy request', '/records/privacy-requests/new'],
    ['builder', '/types/new'], ['search', '/search?q=Muster'], ['import', '/import/accounts'], ['account', '/account'], ['webhooks', '/records/webhook-endpoints'], ['users', '/records/users'], ['lost', '/nowhere'],
  ]
}

/** The first list of every area. */
export async function areasOf({ hub }) {
  const { types } = await hub.get('/api/meta/')
  const first = new Map()
  for (const { area, path, kind } of types) if (kind !== 'owned' && !first.has(area)) first.set(area, path)
  check(first.size >= 14, `there are areas, found ${[...first.keys()].join(' ')}`)
  return [...first].map(([area, path]) => [`area ${area}`, `/records/${path}`])
}

/** Opens every page and tells what is wrong with it; `looked` judges more, for each page. */
export async function tour(office, pages, { width, language, axe = false, touch = false, shot, looked = async () => {} }) {
  const { page } = office
  const faults = []
  const say = (name, text) => faults.push(`${name} (${width} px, ${language}): ${text}`)
  let name = ''
  const told = (message) => message.type() === 'error' && say(name, `the console says ${message.text()}`)
  page.on('console', told)
  for (const [title, address] of pages) {
    name = title
    await visit(office, address)
    await shot?.(name)
    const found = await page.evaluate(inspect, { english: language === 'de' ? english() : [], keys: keyPattern })
    if (found.wide > width) say(name, `it is ${found.wide} px wide`)
    for (const text of found.keys) say(name, `“${text}” is a key, not a text`)
    for (const text of found.english) say(name, `“${text}” is English`)
    if (touch) for (const one of await page.evaluate(smallTargets)) say(name, `${one} is too small for a finger`)
    if (axe) await accessible(page, name, ['.maplibregl-map', '.ec']).catch((error) => say(name, error.message))
    await looked(name, (text) => say(name, text))
  }
  page.off('console', told)
  return faults
}

/** As by a link within the app: what it has loaded stays. The first page, and one at the same place, is loaded as a whole. */
async function visit(office, address) {
  const { page } = office
  const path = new URL(address, office.url).pathname
  if (!page.url().startsWith(office.url) || new URL(page.url()).pathname === path) await office.go(address)
  else {
    await page.evaluate((to) => {
      document.querySelector('h1')?.setAttribute('data-left', '')
      history.pushState({ idx: 1 }, '', to)
      dispatchEvent(new PopStateEvent('popstate', { state: history.state }))
    }, address)
  }
  await settled(page)
}

/** Until what was asked for is there: a page with its name, and nothing grey. */
export const settled = (page) => page.waitForFunction(() => document.querySelector('h1:not([data-left])') && !document.querySelector('.mantine-Skeleton-root, .mantine-Loader-root') && document.fonts.status === 'loaded')

const read = (path) => JSON.parse(readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8'))
const office = { ...read('hub/web/src/messages/en.json'), ...read('hub/web/src/messages/en.later.json') }
const keyPattern = `^(${Object.keys(office).filter((key) => /^[a-z_]+$/.test(key)).join('|')})(\\.[a-z_]+)+$`

/** Texts of the English catalogues that German has another word for. */
function english() {
  const words = new Map()
  const pair = (en, de) => (typeof en === 'string' ? words.set(en, de) : Object.keys(en).forEach((key) => de[key] !== undefined && pair(en[key], de[key])))
  pair(office, read('hub/web/src/messages/de.json'))
  pair(read('common/web/src/messages/en.json'), read('common/web/src/messages/de.json'))
  for (const list of ['proto/labels.de.json', 'hub/web/src/messages/helps.de.json']) for (const [en, de] of Object.entries(read(list))) words.set(en.replace(/!$| \(plural\)$/, ''), de)
  const german = new Set(words.values())
  return [...words].filter(([en, de]) => en !== de && !german.has(en) && !en.includes('{{')).map(([en]) => en)
}

/** In the page: its width, and texts that are keys or of the other language. What records hold is nobody's word but theirs. */
function inspect({ english, keys }) {
  const pattern = new RegExp(keys)
  const words = new Set(english)
  const texts = new Set()
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest('script, style, .maplibregl-map, [data-testid=found], [translate=no]')) texts.add(walker.currentNode.data.trim())
  for (const one of document.querySelectorAll('[aria-label], [title], [placeholder]')) for (const name of ['aria-label', 'title', 'placeholder']) texts.add(one.getAttribute(name)?.trim() ?? '')
  const all = [...texts]
  return { wide: document.documentElement.scrollWidth, keys: all.filter((text) => pattern.test(text)), english: all.filter((text) => words.has(text)) }
}

/** In the page: what a finger is to press and is less than 44 px; a box counts with the label or cell around it. */
function smallTargets() {
  const own = [...document.querySelectorAll('button, [role=button], [role=tab], input:not([type=hidden]):not([type=file]), select, .phone-bar a, .mantine-Button-root')]
  const seen = own.filter((one) => !one.closest('.maplibregl-map, .ec, [hidden], .visually-hidden') && one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && one.getClientRects().length)
  const small = seen.flatMap((one) => {
    const target = one.matches('input') ? one.closest('label, .mantine-Input-wrapper, .mantine-SegmentedControl-control') ?? one : one
    const beside = getComputedStyle(one, '::after')
    const own = target.getBoundingClientRect()
    const [width, height] = beside.position === 'absolute' ? [parseFloat(beside.width), parseFloat(beside.height)] : [own.width, own.height]
    if (width === 0 || (one.type === 'radio' && one.closest('.mantine-SegmentedControl-root'))) return []
    return Math.round(width) < 44 || Math.round(height) < 44 ? [`${one.dataset.testid ?? one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 30)} (${Math.round(width)} × ${Math.round(height)})`] : []
  })
  return [...new Set(small)]
}
