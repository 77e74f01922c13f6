// Steps 8 and 9: what follows a finished job, once and only once, and who may see it.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { HubClient } from '../lib/hub.mjs'
import { check, equal } from '../lib/steps.mjs'

/** What a finished job brings by itself, seen by the bookkeeper. */
export async function bill(day) {
  const { office, hub, books, ids, company } = day
  await office.openJob(ids.job, 'money')
  await office.at('invoices').locator('tbody tr').first().waitFor()
  equal(await office.at('invoices').locator('tbody tr').count(), 1, 'one invoice for the job')
  const [first, second] = await waitFor('both invoices', async () => {
    const found = []
    for (const job of [ids.job, ids.secondJob]) found.push((await hub.overview(job)).invoices[0])
    return found.every((one) => one?.number && one.document) && found
  })
  ids.invoice = first.id
  const counter = (number) => Number(number.match(/(\d+)$/)[1])
  equal(counter(second.number) - counter(first.number), 1, `numbers without gap: ${first.number}, ${second.number}`)
  const entries = await books.list('journal-entries', `source_id = "${first.id}"`)
  equal(entries.length, 1, 'one ledger entry for the invoice')
  const sum = (side) => entries[0].lines.reduce((total, line) => total + Math.round(Number(line[side]?.amount ?? 0) * 100), 0)
  check(sum('debit') > 0 && sum('debit') === sum('credit'), `the entry is balanced: ${sum('debit')} and ${sum('credit')}`)
  equal(Number((await books.get('/api/trial-balance/')).difference.amount ?? (await books.get('/api/trial-balance/')).difference), 0, 'the trial balance is zero')
  const mail = await waitFor('the mail with the invoice', () => company.mailbox.to('reception@alpenhotel.example').find((one) => one.subject.includes(first.number)))
  const [file] = mail.attachments
  equal([file.mime, file.bytes.subarray(0, 5).toString()], ['application/pdf', '%PDF-'], 'its PDF is attached')
}

/** The customer's answer by the link of the mail, without signing in. */
export async function survey(day) {
  const { browser, hub, ids, company } = day
  const mail = await waitFor('the survey', () => company.mailbox.to('reception@alpenhotel.example').find((one) => one.text.includes('/survey#')))
  const link = mail.text.match(/https?:\S+\/survey#\S+/)[0]
  const page = await browser.page('customer', { width: 390, height: 800 })
  await page.goto(link)
  await page.getByTestId('survey-4').click()
  await page.getByTestId('survey-comment').fill('Punctual and clean.')
  await day.shot('survey', page)
  await page.getByTestId('survey-send').click()
  await page.getByTestId('survey-thanks').waitFor()
  await page.reload()
  await page.getByTestId('survey-error').waitFor()
  await page.context().close()
  const answer = await hub.one('form-responses', 'rating > 0')
  equal([Number(answer.rating), answer.comment, answer.about?.id], [4, 'Punctual and clean.', ids.job], 'the answer is kept with the job')
}

export async function customerTimeline(day) {
  const { office, hub, ids } = day
  const { account } = await hub.record('work-orders', ids.job)
  const { items } = await hub.get(`/api/accounts/${account}/timeline/`)
  for (const type of ['field.WorkOrder', 'field.JobEvent', 'billing.Invoice', 'content.PaperworkDocument', 'crm.Note', 'workflow.NotificationLog', 'marketing.FormResponse'])
    check(items.some((one) => one.type === type), `the customer's timeline shows ${type}`)
  await office.go(`/records/accounts/${account}`)
  await office.page.getByRole('tab', { name: /timeline/i }).click()
  await office.page.getByText(/Punctual and clean/).first().waitFor()
  await day.shot('customer', office.page)
}

/** Every message of every van once more: nothing is made twice. */
export async function deliverTwice(day) {
  const { hub, books, tap, company, ids } = day
  const count = async () => {
    const sizes = {}
    for (const path of ['job-events', 'stock-moves', 'notes', 'attachments', 'paperwork-documents', 'digital-signatures', 'time-entries', 'form-responses', 'notification-logs', 'work-orders', 'scheduled-events', 'checklists'])
      sizes[path] = (await hub.get(`/api/${path}/?page_size=1`)).total
    for (const path of ['invoices', 'journal-entries', 'line-items']) sizes[path] = (await books.get(`/api/${path}/?page_size=1`)).total
    const { places } = await hub.get('/api/stock-by-place/')
    return { sizes, stock: places.map((one) => [one.code, one.items.map((item) => [item.code, item.on_hand, item.reserved])]), mails: company.mailbox.mails.length, balance: await books.get('/api/trial-balance/') }
  }
  const quiet = async () => {
    let last = ''
    await waitFor('quiet', async () => {
      const now = JSON.stringify(await count())
      const same = now === last
      last = now
      if (!same) await new Promise((resolve) => setTimeout(resolve, 700))
      return same
    })
    return last
  }
  const before = await quiet()
  const sent = await tap.repeat()
  check(sent > 10, `messages were delivered again (${sent})`)
  // An operation made after the repeated ones arrives: the hub has worked through them.
  await day.van.job(ids.secondVisit, 'notes')
  await day.van.page.getByTestId('note-text').fill('Told the caretaker.')
  await day.van.page.getByTestId('note-save').click()
  await waitFor('the note', async () => (await hub.overview(ids.secondJob)).notes.some((one) => one.text === 'Told the caretaker.'))
  const after = JSON.parse(await quiet())
  const wanted = JSON.parse(before)
  wanted.sizes.notes += 1
  equal(after, wanted, 'everything is there once')
}

export async function whoSees(day) {
  const { browser, books, company, ids, Office, password } = day
  const page = await browser.page('bookkeeper', { width: 1440, height: 900 })
  const office = new Office(page, company.hub.url)
  await office.signIn('bookkeeper@demo.example', password)
  await office.at('menu-invoices').click()
  await office.at(`row-${ids.invoice}`).waitFor()
  await day.shot('invoices', page)
  await office.at('menu-trial-balance').click()
  await office.at('trial-verdict').and(page.locator('[data-even=true]')).waitFor()
  await day.shot('trial-balance', page)
  const [entry] = await books.list('journal-entries', `source_id = "${ids.invoice}"`)
  await office.go(`/records/journal-entries/${entry.id}`)
  await office.at('page-title').waitFor()

  const technician = await new HubClient(company.hub.url).signIn('technician1@demo.example', password)
  equal((await technician.get('/api/invoices/')).items.length, 0, 'invoices of the office among those of the technician')
  equal((await technician.call('GET', `/api/invoices/${ids.invoice}/`)).status, 404, 'the office’s invoice to the technician')
  for (const path of ['/api/journal-entries/', '/api/trial-balance/'])
    equal((await technician.call('GET', path)).status, 403, `the technician may not ${path}`)
  equal(((await technician.overview(ids.job)).invoices ?? []).length, 0, 'invoices that his job shows him')
  const phone = await browser.page('technician', { width: 1280, height: 800 })
  const his = new Office(phone, company.hub.url)
  await his.signIn('technician1@demo.example', password)
  await his.at('menu-work-orders').waitFor()
  for (const entryOf of ['menu-journal-entries', 'menu-trial-balance']) equal(await his.at(entryOf).count(), 0, `${entryOf} is absent for the technician`)
  await phone.context().close()
  day.bookkeeper = office
}
