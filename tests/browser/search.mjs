// The search as a person uses it: palette with suggestions, the page of all results, facets with counts, saved searches, by the
// keyboard; typing errors; what one may not see; on tablet and phone, light and dark.
//   node tests/browser/search.mjs --programs build/sanitize --map build/map [--postgresql]
import { waitFor } from '../../deploy/local/processes.mjs'
import { accessible } from './lib/axe.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

process.exit(await perform({ vans: 0 }, async (stage, run) => {
  await run('1', 'a dispatcher is signed in, the index holds the company', open)
  await run('2', 'the palette suggests while one types, records near the open one first', palette, '1')
  await run('3', 'Enter on "all results" opens the page; a typing error is forgiven and said', page, '1')
  await run('4', 'kinds and values have counts, and lead to the list with the same words', facets, '3')
  await run('5', 'the keyboard alone: slash, down to the results, up again, Enter opens', keys, '3')
  await run('6', 'a search is kept under a name, counts anew, is forgotten', saved, '3')
  await run('7', 'a technician finds only what he may see', rights, '3')
  await run('8', 'tablet and phone, light and dark: nothing beyond the edge, nothing for axe', looks, '3')
}))

async function open(stage) {
  stage.office = await stage.officePage('office')
  await waitFor('the index', async () => (await stage.hub.get('/api/search/?q=Alpenhotel')).items.some((one) => one.path === 'accounts'))
  stage.ids.account = (await stage.hub.one('accounts', 'name = "Alpenhotel Muster"')).id
}

async function palette(stage) {
  const { office } = stage
  await office.go('/')
  await office.at('open-palette').click()
  await office.at('palette-input').pressSequentially('alpenhot', { delay: 30 })
  await office.page.getByRole('option').filter({ hasText: 'Alpenhotel Muster' }).first().waitFor()
  await stage.shot('search-2-palette', office.page)
  // A page is reached the same way.
  await office.at('palette-input').fill('stock')
  await office.page.getByRole('option').filter({ hasText: 'Stock' }).first().waitFor()
  await office.page.keyboard.press('Escape')
  // Beside an open customer, what belongs to him comes first.
  for (const { account, model } of await stage.hub.list('equipment', 'model = "Condens 300" OR model = "Condens 500"')) {
    await office.go(`/records/accounts/${account}`)
    await office.at('related').waitFor()
    await office.page.keyboard.press('Control+k')
    await office.at('palette-input').fill('condens')
    const first = office.page.getByRole('option').first()
    await waitFor(`${model} as the first suggestion`, async () => (await first.innerText()).includes(model))
    await office.page.keyboard.press('Escape')
    await office.at('palette-input').waitFor({ state: 'detached' })
  }
}

async function page(stage) {
  const { office } = stage
  await office.go('/')
  await office.at('page-title').waitFor()
  await office.page.keyboard.press('Control+k')
  await office.at('palette-input').fill('Alpenhtoel')
  const all = office.page.getByRole('option').filter({ hasText: 'All results' })
  await all.waitFor()
  await all.click()
  await office.page.waitForURL('**/search?q=Alpenhtoel')
  await office.at(`found-${stage.ids.account}`).waitFor()
  await office.at('corrected').filter({ hasText: 'Alpenhtoel' }).waitFor()
  await stage.shot('search-3-corrected', office.page)
  await office.at('search-input').fill('Alpenhotel zzxqy')
  await office.at('left-out').filter({ hasText: 'zzxqy' }).waitFor()
  await office.at('search-input').fill('qqqqzzzz')
  await office.at('empty-state').waitFor()
  await stage.shot('search-3-none', office.page)
}

// features: SRCH-04 with saved(), whose searches find anew whenever they are shown
async function facets(stage) {
  const { office, hub } = stage
  await office.go('/search?q=heating')
  await office.at('facets').waitFor()
  await stage.shot('search-4-facets', office.page)
  await office.at('facet-work-orders').click()
  await office.page.waitForURL('**type=work-orders**')
  const value = office.page.locator('[data-testid^=value-state-]').first()
  await value.waitFor()
  await stage.shot('search-4-type', office.page)
  const state = (await value.getAttribute('data-testid')).slice('value-state-'.length)
  const said = Number((await value.innerText()).match(/(\d+)\s*$/)[1])
  await value.click()
  await office.at('list-count').waitFor()
  const found = await hub.get(`/api/work-orders/?search=heating&filter=${encodeURIComponent(`state = "${state}"`)}`)
  equal([found.total, await office.page.locator('tbody tr[data-testid^=row-]').count()], [said, said], 'the count of the value and what its list holds')
  await stage.shot('search-4-list', office.page)
  // There, a further condition joins the words and the first one.
  await office.at('add-filter').click()
  await office.at('filter-field').click()
  await office.page.getByRole('option', { name: 'Priority', exact: true }).click()
  await office.at('field-filter').click()
  await office.page.getByRole('option', { name: 'High', exact: true }).click()
  await office.at('filter-apply').click()
  await office.at('condition-priority').waitFor()
  const both = await hub.get(`/api/work-orders/?search=heating&filter=${encodeURIComponent(`state = "${state}" AND priority = "high"`)}`)
  await waitFor('the list of all conditions', async () => (await office.page.locator('tbody tr[data-testid^=row-]').count()) === both.total)
}

async function keys(stage) {
  const { office } = stage
  await office.go('/search?q=Alpenhotel')
  await office.at('found').waitFor()
  await office.page.evaluate(() => document.activeElement.blur())
  await office.page.keyboard.press('/')
  const focused = () => office.page.evaluate(() => document.activeElement.closest('[data-testid]')?.dataset.testid)
  equal(await focused(), 'search-input', 'slash leads to the box')
  await office.page.keyboard.press('ArrowDown')
  const first = await focused()
  check(first.startsWith('found-'), 'down is the first result')
  await office.page.keyboard.press('ArrowUp')
  equal(await focused(), 'search-input', 'up from the first is the box')
  await office.page.keyboard.press('ArrowDown')
  await office.page.keyboard.press('ArrowDown')
  check((await focused()) !== first, 'down is the next result')
  await office.page.keyboard.press('ArrowUp')
  await office.page.keyboard.press('Enter')
  await office.page.waitForURL(`**/${first.slice('found-'.length)}`)
}

async function saved(stage) {
  const { office, hub } = stage
  await office.go('/search?q=Alpenhotel')
  await office.at('save-search').click()
  await office.at('view-name').fill('Hotel')
  await office.at('view-name-save').click()
  await office.at('search-Hotel').waitFor()
  const before = Number(await office.at('search-Hotel-count').innerText())
  check(before > 0, 'it says how much it finds')
  await stage.shot('search-6-saved', office.page)
  await hub.post('/api/accounts/', { name: 'Alpenhotel Zwei' })
  await office.go('/search')
  await waitFor('the new one to be counted', async () => {
    await office.page.reload()
    await office.at('search-Hotel-count').waitFor()
    return Number(await office.at('search-Hotel-count').innerText()) === before + 1
  })
  await office.at('search-Hotel').getByRole('link').click()
  await office.at(`found-${stage.ids.account}`).waitFor()
  await office.at('forget-Hotel').click()
  await office.at('search-Hotel').waitFor({ state: 'detached' })
}

async function rights(stage) {
  const technician = await stage.officePage('technician', undefined, { login: 'technician1@demo.example' })
  await technician.go('/search?q=Muster')
  await technician.at('search-input').waitFor()
  await technician.page.waitForLoadState('networkidle')
  equal(await technician.page.locator('[data-testid=facet-bank-statements], [data-testid=facet-journal-entries]').count(), 0, 'kinds that a technician may not read')
  await stage.shot('search-7-technician', technician.page)
}

async function looks(stage) {
  const { office } = stage
  const faults = []
  for (const width of [1440, 820, 360]) {
    await office.page.setViewportSize({ width, height: width === 360 ? 740 : 900 })
    for (const [name, address, hook] of [['start', '/search', 'empty-state'], ['results', '/search?q=Muster', 'found'], ['type', '/search?q=Muster&type=accounts', 'found'], ['none', '/search?q=qqqqzzzz', 'empty-state']]) {
      await office.go(address)
      await office.at(hook).first().waitFor()
      await look(stage, `search-8-${width}-${name}`, faults)
    }
    await office.page.keyboard.press('Control+k')
    await office.at('palette-input').fill('Muster')
    await office.page.getByRole('option').filter({ hasText: 'All results' }).waitFor()
    await look(stage, `search-8-${width}-palette`, faults)
    await office.at('palette-input').focus()
    await office.page.keyboard.press('Escape')
    await office.at('palette-input').waitFor({ state: 'detached' })
    await office.at('scheme-switch').click()
  }
  check(faults.length === 0, faults.join('\n'))
}

async function look(stage, name, faults) {
  const { page } = stage.office
  await page.waitForLoadState('networkidle')
  await stage.shot(name, page)
  const [wide, room] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  if (wide > room) faults.push(`${name} is ${wide} px wide of ${room}`)
  await accessible(page, name).catch((error) => faults.push(error.message))
}
