// Filters, orders, searches and GraphQL variables that try to be something else; texts that would run if they were believed.
import { check, equal } from '../../browser/lib/steps.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { refused, sendBytes } from './raw.mjs'

export const injections = [
  "'; DROP TABLE account; --", '" OR ""="', "' OR '1'='1", "1; SELECT pg_sleep(10)", "') UNION SELECT password FROM \"user\" --", '\\', "\\'", '%', '_%', '$1', '?', ':name', '${7*7}', '{{7*7}}',
  '<script>alert(1)</script>', '"><img src=x onerror=alert(1)>', 'javascript:alert(1)', '</textarea><svg onload=alert(1)>', '=HYPERLINK("http://evil.test","x")', '+1+cmd|\' /C calc\'!A0', '-2+3', '@SUM(1)',
  'a\tb', 'Ünïcödé 日本語 🚐', '\u202egnp.exe', 'a\u0301', '%s%n%x', '../../etc/passwd', '`id`', '$(id)', '#{7*7}', '<!--#exec cmd="id"-->', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
]

/** Text fields of types of several areas, each filled with each text: the API gives back what it took, and the table is still there. */
export async function fields(watch, admin) {
  const account = await admin.post('/api/accounts/', { name: 'Injected', kind: 'company' })
  const types = [
    ['accounts', (text) => ({ kind: 'company', name: text }), ['name']],
    ['notes', (text) => ({ about: { type: 'crm.Account', id: account.id }, text }), ['text']],
    ['contacts', (text) => ({ name: { given: text, family: text } }), []],
    ['products', (text) => ({ name: text, code: `p${text}`, kind: 'part' }), []],
  ]
  let stored = 0
  await watch.during(60, async () => {
    for (const [path, make, names] of types)
      for (const text of injections) {
        const reply = await admin.call('POST', `/api/${path}/`, make(text))
        check(reply.status === 201 || (reply.status === 400 && reply.body.errors?.length > 0), `${path} with ${text}: taken or refused by field (HTTP ${reply.status})`)
        if (reply.status !== 201) continue
        ++stored
        const read = await admin.record(path, reply.body.id)
        for (const name of names) equal(read[name], text, `${path}.${name} as it was given`)
        if (path === 'contacts') equal([read.name.given, read.name.family], [text, text], 'a name as it was given')
      }
  })
  check(stored >= injections.length * 4 - 8, `most texts are texts like others (${stored} were stored)`)
  return account
}

/** The exported CSV does not begin a cell with what a spreadsheet takes for a formula (OWASP). */
export async function spreadsheet(watch, admin) {
  const { text, headers } = await sendBytes(admin, 'GET', '/api/accounts/?format=csv&columns=name')
  check(text.includes('HYPERLINK'), 'the account with a formula for a name is in the file')
  for (const line of text.replace(/^\ufeff/, '').split('\r\n').slice(1))
    check(!/^"?[=+\-@\t]/.test(line), `a cell that is a formula: ${line.slice(0, 60)}`)
  check(/^attachment; filename="[^"\r\n]+"$/.test(headers.get('content-disposition')), `the file's name: ${headers.get('content-disposition')}`)
}

const quote = (text) => `"${text.replace(/[\\"]/g, '\\$&')}"`

/** As values they are values; as anything else they are refused with the place. */
export async function filters(watch, admin) {
  const total = (await admin.get('/api/accounts/?total=exact&page_size=1')).total
  await watch.during(60, async () => {
    for (const text of injections) {
      const value = await sendBytes(admin, 'GET', `/api/accounts/?page_size=5&filter=${encodeURIComponent(`name = ${quote(text)}`)}`)
      check(value.status === 200 || value.body.errors?.[0]?.field === 'filter', `filter for ${text} (HTTP ${value.status})`)
      if (value.status === 200) check(value.body.items.every((one) => one.name.normalize('NFKD').toLowerCase() === text.normalize('NFKD').toLowerCase()), `filter for ${text}: only what is called so`)
      for (const [parameter, field] of [['filter', 'filter'], ['order_by', 'order_by'], ['page_token', 'page_token'], ['page_size', 'page_size'], ['fields', 'fields'], ['expand', 'expand']]) {
        const reply = await sendBytes(admin, 'GET', `/api/accounts/?${parameter}=${encodeURIComponent(text)}`)
        check(reply.status === 400 && reply.body.errors?.some((one) => one.field === field), `${parameter}=${text}: refused naming it (HTTP ${reply.status} ${reply.text.slice(0, 200)})`)
      }
      for (const path of [`/api/search/?q=`, '/api/suggest/?q=', '/api/accounts/?search=']) {
        const reply = await sendBytes(admin, 'GET', path + encodeURIComponent(text))
        check([200, 400].includes(reply.status), `${path}${text}: HTTP ${reply.status}`)
      }
      const at = await sendBytes(admin, 'GET', `/api/accounts/${encodeURIComponent(text)}/`)
      check([400, 404].includes(at.status), `the record called ${text}: HTTP ${at.status}`)
    }
  })
  equal((await admin.get('/api/accounts/?total=exact&page_size=1')).total, total, 'accounts')
}

export async function graphqlVariables(watch, admin) {
  const ask = (query, variables) => admin.call('POST', '/api/graphql/', { query, variables })
  const total = (await admin.get('/api/accounts/?total=exact&page_size=1')).total
  await watch.during(60, async () => {
    for (const text of injections) {
      for (const query of ['query($v: String) { accounts(filter: $v) { nodes { name } } }', 'query($v: String) { accounts(orderBy: $v) { nodes { name } } }', 'query($v: String) { accounts(after: $v) { nodes { name } } }', 'query($v: ID!) { account(id: $v) { name } }', 'query($v: String) { accounts(search: $v) { nodes { name } } }']) {
        const { status, body } = await ask(query, { v: text })
        check([200, 400].includes(status) && (body.data !== undefined || body.errors?.length > 0), `${query} with ${text}: HTTP ${status}`)
      }
      const made = await ask('mutation($i: CreateAccountInput!) { createAccount(input: $i) { name } }', { i: { name: text, kind: 'company' } })
      if (!made.body.errors) equal(Object.values(made.body.data)[0]?.name ?? Object.values(made.body.data)[0]?.account?.name, text, 'the name by GraphQL')
    }
    for (const query of ['{'.repeat(10000), `{ ${'a: __typename '.repeat(20000)} }`, `query { accounts { nodes { ${'parent { '.repeat(200)} id ${'} '.repeat(200)} } } }`, `{ ${Array.from({ length: 500 }, (_, i) => `a${i}: accounts(first: 100) { nodes { id } }`).join(' ')} }`]) {
      const { status, body } = await ask(query, {})
      check([200, 400, 413].includes(status), `HTTP ${status} to a costly document`)
      check(body.errors?.length > 0 || status !== 200, `a costly document is refused: ${query.slice(0, 40)}`)
      check(JSON.stringify(body).length < 200000, 'in few words')
    }
  })
  check((await admin.get('/api/accounts/?total=exact&page_size=1')).total >= total, 'accounts are there')
}

/** Too much is refused with the limit named. */
export async function costs(watch, admin) {
  await watch.during(60, async () => {
    const terms = Array.from({ length: 10000 }, (_, i) => `name = "${i}"`).join(' OR ')
    const byExport = await admin.call('POST', '/api/exports/', { path: 'accounts', format: 'csv', filter: terms })
    refused(byExport, 400, 'filter')
    check(/at most \d+|\d+ (terms|parts|bytes|characters)|than \d+/.test(JSON.stringify(byExport.body)), `the limit is named: ${JSON.stringify(byExport.body).slice(0, 300)}`)
    const byGraphql = await admin.call('POST', '/api/graphql/', { query: 'query($f: String) { accounts(filter: $f) { totalCount } }', variables: { f: terms } })
    check(byGraphql.body.errors?.length > 0, 'the same by GraphQL')
    for (const filter of ['('.repeat(3000) + 'name = "a"' + ')'.repeat(3000), 'NOT '.repeat(3000) + 'name = "a"', Array.from({ length: 12 }, () => 'name:"a"').join(' AND ')]) {
      const reply = await admin.call('POST', '/api/exports/', { path: 'accounts', format: 'csv', filter })
      refused(reply, 400, 'filter')
    }
    const long = await sendBytes(admin, 'GET', `/api/accounts/?filter=${'x'.repeat(60000)}`)
    equal(long.status, 431, 'a query of 60 KB')
    refused(await sendBytes(admin, 'GET', '/api/accounts/?page_size=1000000'), 400, 'page_size')
    const many = await admin.call('POST', '/api/accounts/bulk/', { items: Array.from({ length: 20000 }, () => ({ op: 'create' })) })
    check(many.status >= 400 && many.status < 500, `too many at once (HTTP ${many.status})`)
  })
}

/** A name with line breaks sets no header of a mail: what comes to the mailbox has the recipients that it should. */
export async function mails(watch, admin) {
  const { mailbox } = watch.company
  const before = mailbox.mails.length
  const breaking = 'Eve\r\nBcc: victim@evil.test\r\n\r\nBody'
  const user = await admin.call('POST', '/api/users/', { name: breaking, login: 'eve@demo.example' })
  check(user.status === 201 || user.status === 400, `a user whose name breaks lines (HTTP ${user.status})`)
  for (const login of ['eve@demo.example\r\nBcc: victim@evil.test', 'a@b.test, victim@evil.test', '"a\r\nb"@b.test', '<victim@evil.test>'])
    check((await admin.call('POST', '/api/users/', { name: 'Eve', login })).status === 400, `the login ${JSON.stringify(login)} is refused`)
  const asked = await sendBytes(admin, 'POST', '/api/session/forgot/', JSON.stringify({ login: 'dispatcher@demo.example' }), { Cookie: '' })
  check(asked.status < 500, `HTTP ${asked.status}`)
  if (asked.status < 300) await waitFor('the mail', () => mailbox.mails.length > before)
  equal(mailbox.mails.filter((mail) => mail.to.some((to) => to.includes('evil.test'))).length, 0, 'mails to the victim')
}
