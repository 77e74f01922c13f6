// What a technician sells with the network cable out: a new customer, a quote that he accepts, the job's invoice, cash; the office has it all
// when the cable is back.
//   node tests/browser/selling.mjs --programs build/sanitize --map build/map
// features: X-30
import { demoPassword } from '../../deploy/local/company.mjs'
import { waitFor } from '../../deploy/local/processes.mjs'
import { HubClient } from './lib/hub.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

async function open(stage) {
  stage.van = await stage.vanPage('van', 0)
  const { visits } = await stage.hub.get('/api/dispatch/')
  stage.ids.visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
  await waitFor('the van to have the visit', async () => (await stage.van.has(stage.ids.visit)) === 1)
  stage.books = await new HubClient(stage.company.hub.url).signIn('bookkeeper@demo.example', demoPassword)
  await waitFor('the van to be online', async () => (await stage.van.get('/api/status')).sync.online)
}

async function customer(stage) {
  const { van } = stage
  stage.company.vans[0].link.cut()
  await waitFor('the van to be offline', async () => !(await van.get('/api/status')).sync.online, 90000)
  await van.at('nav-customers').click()
  await van.at('customers').waitFor()
  await stage.shot('customers', van.page)
  await van.at('customer-new').click()
  await van.at('customer-save').click()
  check((await van.page.getByText('Fill this in').count()) === 3, 'what must be filled in is named')
  await van.at('customer-kind-company').click()
  await van.at('customer-name').fill('Sägerei Tester AG')
  await van.at('customer-family').fill('Muster')
  await van.at('customer-line1').fill('Im Feld 9')
  await van.at('customer-postal_code').fill('9494')
  await van.at('customer-city').fill('Schaan')
  await van.at('customer-phone').fill('+423 232 10 10')
  await van.page.reload()
  equal(await van.at('customer-name').inputValue(), 'Sägerei Tester AG', 'what was typed survives a reload')
  await stage.shot('customer-new', van.page)
  await van.at('customer-save').click()
  await van.at('customer-waiting').waitFor()
  await stage.shot('customer', van.page)
  await van.at('nav-customers').click()
  await van.at('customer-search').fill('sagerei schaan')
  await waitFor('the search to find him alone', async () => (await van.at('customers').locator('li').count()) === 1)
}

async function quote(stage) {
  const { van } = stage
  await van.at('customers').locator('a').first().click()
  await van.at('quote-new').click()
  await van.at('quote-add').click()
  await van.at('price-search').fill('filter')
  await stage.shot('price-book', van.page)
  await van.at('add-FLT-100').click()
  await van.at('quote-quantity-1').fill('2')
  await van.at('quote-add').click()
  await van.at('own-line').click()
  await van.at('own-line-text').fill('Small parts')
  await van.at('own-line-price').fill("1'012,50")
  await van.at('own-line-add').click()
  await van.at('quote-total').waitFor()
  await waitFor('the total of both lines', async () => (await van.at('total').innerText()).includes('1,200.45'))
  await stage.shot('quote-new', van.page)
  await van.at('quote-save').click()
  await van.at('quote-accept').waitFor()
  await van.at('quote-accept').click()
  await van.at('quote-accept-name').fill('Rosa Muster')
  await van.at('quote-accept-save').click()
  await van.at('quote-accepted').waitFor()
  await stage.shot('quote', van.page)
  const { rows } = await van.get('/api/quotes')
  equal(rows.length, 1, 'one quote')
  equal(rows[0].state, 'accepted', 'its state')
  stage.ids.quote = rows[0].id
  stage.quoted = rows[0]
}

async function bill(stage) {
  const { van, ids } = stage
  for (const action of ['accept', 'on-my-way', 'arrive', 'start']) equal((await van.post(`/api/visits/${ids.visit}/${action}`)).status, 200, action)
  equal((await van.post(`/api/visits/${ids.visit}/parts`, { code: 'FLT-100', quantity: '1' })).status, 201, 'a part is used')
  await van.job(ids.visit, 'bill')
  await van.at('bill-preview').waitFor()
  await stage.shot('bill-preview', van.page)
  await van.at('bill-issue').click()
  await van.at('bill-issue-save').click()
  await van.at('bill-number').waitFor()
  stage.number = (await van.get(`/api/visits/${ids.visit}/bill`)).invoice.number
  check(stage.number.startsWith('V-'), 'the number is one of the van’s')
  await van.at('pay-cash').first().click()
  await van.at('pay-given').fill('1000')
  await van.at('pay-back').waitFor()
  await stage.shot('pay', van.page)
  await van.at('pay-save').click()
  await van.at('payment-1').waitFor()
  await waitFor('nothing to be open', async () => /0\.00/.test(await van.at('bill-open').innerText()))
  await stage.shot('bill', van.page)
  await van.page.setViewportSize({ width: 360, height: 740 })
  await stage.shot('bill-360', van.page)
  const wide = await van.page.evaluate(() => document.documentElement.scrollWidth)
  check(wide <= 360, `the bill fits a phone (${wide} px)`)
  await van.page.setViewportSize({ width: 1280, height: 800 })
  equal((await stage.books.get('/api/invoices/')).items.length, 0, 'the office knows of no invoice yet')
}

/** At the customer who was met on the road: his job, from the first word to the invoice. */
async function door(stage) {
  const { van } = stage
  await van.at('nav-customers').click()
  await van.at('customer-search').fill('sagerei')
  await waitFor('the search to find him alone', async () => (await van.at('customers').locator('li').count()) === 1)
  await van.at('customers').locator('a').first().click()
  await van.at('take-on').click()
  await van.at('take-on-save').click()
  check((await van.page.getByText('Fill this in').count()) >= 2, 'what must be filled in is named')
  await van.at('take-on-type').getByText('Fault call').click()
  await van.at('take-on-summary').fill('The saw does not start')
  await van.page.reload()
  equal(await van.at('take-on-summary').inputValue(), 'The saw does not start', 'what was typed survives a reload')
  await stage.shot('take-on', van.page)
  await van.page.setViewportSize({ width: 360, height: 740 })
  await stage.shot('take-on-360', van.page)
  const wide = await van.page.evaluate(() => document.documentElement.scrollWidth)
  check(wide <= 360, `the new job fits a phone (${wide} px)`)
  await van.page.setViewportSize({ width: 1280, height: 800 })
  await van.at('take-on-save').click()
  await van.page.waitForURL(/#\/job\//)
  stage.ids.door = decodeURIComponent(van.page.url().split('#/job/')[1])
  await stage.shot('taken-on', van.page)
  for (const action of ['on-my-way', 'arrive', 'start']) equal((await van.post(`/api/visits/${stage.ids.door}/${action}`)).status, 200, action)
  equal((await van.post(`/api/visits/${stage.ids.door}/complete`, { resolution: 'A fuse' })).status, 200, 'completed')
}

async function back({ company, van, books, ids, quoted, number }) {
  company.vans[0].link.restore()
  const taken = async () => (await books.get('/api/invoices/')).items.find((one) => one.number === number)
  await waitFor('the office to have the invoice with the van’s number', taken, 60000)
  const invoice = await taken()
  await waitFor('the invoice to be paid', async () => (await books.get(`/api/invoices/${invoice.id}/`)).state === 'paid', 30000)
  const quote = await books.get(`/api/quotes/${ids.quote}/`)
  equal(quote.number, quoted.number, 'the quote’s number')
  equal(quote.state, 'accepted', 'the quote’s state')
  equal(quote.total.amount, quoted.total.amount, 'the quote’s total')
  const found = await books.get(`/api/accounts/?filter=${encodeURIComponent('name = "Sägerei Tester AG"')}`)
  equal(found.items.length, 1, 'the customer is there once')
  await waitFor('the van to know that it is paid', async () => (await van.get(`/api/visits/${ids.visit}/bill`)).invoice.state === 'paid', 30000)
  await waitFor('the office to have the job at the door', async () => (await books.get('/api/work-orders/')).items.some((one) => one.summary === 'The saw does not start'), 30000)
  await waitFor('the office to bill it', async () => (await books.get('/api/invoices/')).items.length === 2, 30000)
  await waitFor('nothing to wait', async () => (await van.get('/api/status')).sync.waiting === 0)
  equal((await van.get('/api/status')).sync.refused, 0, 'nothing was refused')
}

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'the van has its day', open)
  await run('2', 'a customer is made on the road, and found', customer, '1')
  await run('3', 'he is offered something, and agrees', quote, '2')
  await run('4', 'the job is billed and paid in cash', bill, '1')
  await run('5', 'a job is asked for at the door, and done', door, '2')
  await run('6', 'the cable is back: the office has it all', back, '2', '3', '4', '5')
}))
