// GraphQL against the running hub, with graphql-js as judge and an ordinary client.
// features: API-05 with tests/hub/graphql, where the reads of the store are counted
import { buildClientSchema, getIntrospectionQuery, parse, validate, validateSchema } from 'graphql'
import { gql, GraphQLClient } from 'graphql-request'
import { createClient } from 'graphql-ws'
import { check, equal } from '../browser/lib/steps.mjs'
import { withCompany } from './company.mjs'

/** Documents on which both must agree: whether they hold, not in which words. */
const documents = [
  '{ accounts { nodes { id name } totalCount } }',
  '{ accounts { nodes { nme } } }',
  '{ accounts }',
  '{ accounts { totalCount { x } } }',
  '{ account { id } }',
  '{ account(id: 1) { id } }',
  '{ account(id: 1.5) { id } }',
  '{ account(id: null) { id } }',
  '{ accounts(first: "1") { totalCount } }',
  '{ accounts(first: 1, first: 2) { totalCount } }',
  '{ accounts(frst: 1) { totalCount } }',
  'query($a: Int) { accounts(first: $a) { totalCount } }',
  'query($a: Int!) { accounts(first: $a) { totalCount } }',
  'query($a: String) { accounts(first: $a) { totalCount } }',
  'query($a: Int) { accounts { totalCount } }',
  'query($a: Int, $a: Int) { accounts(first: $a) { totalCount } }',
  'query($a: ID) { account(id: $a) { id } }',
  'query($a: ID = "1") { account(id: $a) { id } }',
  'query($a: ID!) { account(id: $a) { id } }',
  'query($a: [ID!]!) { account(id: $a) { id } }',
  'query($a: Account) { account(id: $a) { id } }',
  'query($a: Int = true) { accounts(first: $a) { totalCount } }',
  '{ accounts(first: $a) { totalCount } }',
  '{ ...F } fragment F on Query { accounts { totalCount } }',
  '{ ...F } fragment F on Query { ...F }',
  '{ ...F } fragment F on Query { ...G } fragment G on Query { ...F }',
  '{ ...F }',
  '{ accounts { totalCount } } fragment F on Account { id }',
  '{ accounts { nodes { ...F } } } fragment F on Site { id }',
  '{ accounts { nodes { ... on Record { id version } } } }',
  '{ accounts { nodes { ... on Int { id } } } }',
  '{ notes { nodes { about { ... on Account { name } ... on Site { name } id } } } }',
  '{ notes { nodes { about { name } } } }',
  '{ notes { nodes { about { ... on Account { x: name } ... on Site { x: version } } } } }',
  '{ notes { nodes { about { ... on Account { x: createdAt } ... on Site { x: changedAt } } } } }',
  '{ a: accounts { totalCount } a: sites { totalCount } }',
  '{ accounts { nodes { x: name x: id } } }',
  '{ accounts { nodes { x: name x: name } } }',
  '{ accounts(first: 1) { totalCount } accounts(first: 2) { totalCount } }',
  '{ accounts { totalCount @skip(if: true) @include(if: false) } }',
  '{ accounts { totalCount @skip } }',
  '{ accounts { totalCount @skip(if: true) @skip(if: true) } }',
  '{ accounts { totalCount @deprecated } }',
  'query @include(if: true) { accounts { totalCount } }',
  'query A { accounts { totalCount } } query A { accounts { totalCount } }',
  '{ accounts { totalCount } } { accounts { totalCount } }',
  '{ __typename __schema { queryType { name } } __type(name: "Account") { name } }',
  '{ accounts { __schema { queryType { name } } } }',
  'mutation($i: CreateAccountInput!) { createAccount(input: $i) { id } }',
  'mutation { createAccount(input: {name: "A", roles: [customer, supplier]}) { id } }',
  'mutation { createAccount(input: {name: "A", roles: customer}) { id } }',
  'mutation { createAccount(input: {name: "A", roles: [huge]}) { id } }',
  'mutation { createAccount(input: {name: A}) { id } }',
  'mutation { createAccount(input: {name: "A", name: "B"}) { id } }',
  'mutation { createAccount { id } }',
  'mutation { updateAccount(id: 1, version: 1, input: {}) { id } }',
  'mutation { updateAccount(id: 1, version: 99999999999, input: {}) { id } }',
  'mutation { deleteAccount(id: 1, version: 1) }',
  'mutation { deleteAccount(id: 1) }',
  'subscription { accountChanged { id } }',
  'subscription { accountChanged { id } siteChanged { id } }',
  'subscription { changes { record { __typename id } } }',
]

/** A subscriber with that user's session; `next()` waits for the next event. */
function subscribe(hub, query, variables) {
  class WithSession extends WebSocket {
    constructor(url, protocol) {
      super(url, { protocols: [protocol], headers: { Cookie: hub.cookie } })
    }
  }
  const client = createClient({ url: `${hub.url.replace('http', 'ws')}/api/graphql/`, webSocketImpl: WithSession, retryAttempts: 0 })
  const events = client.iterate({ query, variables })
  const next = (within = 5000) => {
    const late = new Promise((_, refuse) => setTimeout(() => refuse(new Error('no event came')), within).unref())
    return Promise.race([events.next(), late]).then(({ value }) => value)
  }
  return { next, end: () => client.dispose() }
}

/** Whether our hub takes the document; nothing is executed that it finds wrong. */
async function isTaken(hub, document) {
  const { body } = await hub.call('POST', '/api/graphql/', { query: document, operationName: 'nobody has this name' })
  return body.errors.every((error) => error.message.startsWith('There is no operation named'))
}

process.exitCode = await withCompany(async ({ company, signIn, step }) => {
  const admin = await signIn('admin')
  const ask = async (hub, query, variables) => (await hub.call('POST', '/api/graphql/', { query, variables })).body
  const clientOf = (hub) => new GraphQLClient(`${company.hub.url}/api/graphql/`, { headers: { Cookie: hub.cookie, 'X-CSRF': hub.session.csrf } })
  let schema

  await step('1', 'graphql-js builds a schema from the introspection', async () => {
    const { data, errors } = await ask(admin, getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true }))
    check(!errors, `introspection answers: ${JSON.stringify(errors)}`)
    schema = buildClientSchema(data)
    equal(validateSchema(schema).map((error) => error.message), [], 'faults of the schema')
    check(Object.keys(schema.getTypeMap()).length > 200, 'the schema has the whole catalogue')
  })

  await step('2', 'it agrees with the hub on what is a valid document', async () => {
    for (const document of documents) {
      const faults = validate(schema, parse(document))
      equal(await isTaken(admin, document), faults.length === 0, `${document} (graphql-js: ${faults[0]?.message ?? 'valid'})`)
    }
  })

  await step('3', 'an ordinary client reads, writes and acts', async () => {
    const client = clientOf(admin)
    const { createAccount: made } = await client.request(
      gql`mutation Make($input: CreateAccountInput!) { createAccount(input: $input) { id version name kind } }`,
      { input: { name: 'GraphQL AG', kind: 'company' } },
    )
    equal([made.name, made.kind, made.version], ['GraphQL AG', 'company', 1], 'the account made')
    const change = gql`mutation Change($id: ID!, $version: Int!) { updateAccount(id: $id, version: $version, input: { legalName: "GraphQL Aktiengesellschaft" }) { version legalName } }`
    const { updateAccount } = await client.request(change, { id: made.id, version: 1 })
    equal(updateAccount, { version: 2, legalName: 'GraphQL Aktiengesellschaft' }, 'the account changed')
    const stale = await client.request(change, { id: made.id, version: 1 }).catch((error) => error.response.errors[0].extensions)
    equal([stale.status, stale.current.version], [412, 2], 'a stale change')
    const again = gql`mutation Once { createTag(input: { name: "Once", slug: "once" }, idempotencyKey: "key-1") { id } }`
    equal(await client.request(again), await client.request(again), 'a write sent twice')
    const wrong = await client.request(gql`mutation { createAccount(input: { kind: company }) { id } }`).catch((error) => error.response.errors[0].extensions)
    equal(wrong.errors.map(({ field }) => field), ['name'], 'what is missing')
    equal(await client.request(gql`mutation Drop($id: ID!) { deleteAccount(id: $id, version: 2) }`, { id: made.id }), { deleteAccount: made.id }, 'the account deleted')
  })

  await step('4', 'three levels of references answer as REST does', async () => {
    const { data, errors } = await ask(admin, '{ workOrders(first: 5) { nodes { id number state account { id name sites(first: 3) { nodes { id name account { name } } totalCount } } } totalCount } }')
    check(!errors, JSON.stringify(errors))
    check(data.workOrders.nodes.length > 0, 'there are work orders')
    for (const order of data.workOrders.nodes) {
      const record = await admin.record('work-orders', order.id)
      equal([order.number, order.state, order.account.id], [record.number, record.state, record.account], 'the work order')
      const sites = await admin.list('sites', `account = "${order.account.id}"`)
      equal(order.account.sites.totalCount, sites.length, 'sites of the account')
    }
  })

  await step('5', 'a technician finds neither types nor fields that are not his', async () => {
    const technician = await signIn('technician1')
    const { data } = await ask(technician, getIntrospectionQuery())
    const own = buildClientSchema(data)
    check(!own.getType('JournalEntry') && !own.getQueryType().getFields().journalEntries, 'no journal entries')
    const { errors } = await ask(technician, '{ journalEntries { totalCount } }')
    equal(errors.map(({ message }) => message), ['Cannot query field "journalEntries" on type "Query".'], 'asking for them')
  })

  await step('6', 'what is too deep, too costly or no document is refused with the limit', async () => {
    const refusal = async (query) => (await ask(admin, query)).errors?.[0].message
    check((await refusal(`{ account(id: 1) { ${'parent { '.repeat(13)}id${' }'.repeat(13)} } }`)).includes('limit of 12 levels'), 'too deep')
    check((await refusal('{ accounts(first: 500) { nodes { sites(first: 500) { nodes { id } } } } }')).includes('limit of 100000 units'), 'too costly')
    check((await refusal('{a'.repeat(40000))).includes('100 levels'), 'nested')
    check((await refusal(`{ ${'a '.repeat(60000)} }`)).includes('bytes'), 'long')
    for (const query of ['', '{', '}', '\u0000', 'query', '"', '{a(b:"""', '{...}', 5, null, []]) {
      const { status, body } = await admin.call('POST', '/api/graphql/', { query })
      check(status < 500 && (body.errors || body.status === 400), `${JSON.stringify(query)}: HTTP ${status}`)
    }
  })

  await step('7', 'a GET reads and changes nothing', async () => {
    const get = (query, headers = {}) => admin.call('GET', `/api/graphql/?query=${encodeURIComponent(query)}`, undefined, headers)
    equal((await get('{ __typename }')).body, { data: { __typename: 'Query' } }, 'reading')
    equal((await get('mutation { deleteAccount(id: 1, version: 1) }')).status, 405, 'changing')
    equal((await get('{ nothing }', { Accept: 'application/graphql-response+json' })).status, 400, 'a wrong document, to clients that know')
    equal((await get('{ nothing }')).status, 200, 'and to those that do not')
    const stranger = await fetch(`${company.hub.url}/api/graphql/?query={__typename}`)
    equal(stranger.status, 401, 'a stranger')
  })

  await step('8', 'graphql-ws is told of changes, of what one may see and as one sees it', async () => {
    const technician = await signIn('technician1')
    const all = subscribe(admin, 'subscription { changes(type: "crm.Account", filter: "name = \\"told ag\\"") { action type version record { __typename id ... on Account { name } } } }')
    const first = all.next()
    const none = subscribe(technician, 'subscription { accountChanged { name } }')
    const nothing = none.next(3000).catch(() => 'nothing')
    await new Promise((done) => setTimeout(done, 500)) // both have subscribed
    await admin.post('/api/accounts/', { name: 'Another AG', kind: 'company' })
    const made = await admin.post('/api/accounts/', { name: 'Told AG', kind: 'company' })
    const event = await first
    equal(event.data?.changes, { action: 'create', type: 'crm.Account', version: 1, record: { __typename: 'Account', id: made.id, name: 'Told AG' } }, `the first event (${JSON.stringify(event.errors)})`)
    const one = subscribe(admin, 'subscription Of($id: ID!) { accountChanged(id: $id) { version legalName } }', { id: made.id })
    const second = one.next()
    await new Promise((done) => setTimeout(done, 500))
    const begun = performance.now()
    await admin.change('accounts', made.id, { legal_name: 'Told Aktiengesellschaft' })
    equal((await second).data, { accountChanged: { version: 2, legalName: 'Told Aktiengesellschaft' } }, 'the second event')
    check(performance.now() - begun < 1000, 'within a second')
    equal(await nothing, 'nothing', 'what a technician without work at the account hears')
    for (const subscriber of [all, none, one]) await subscriber.end()
  })

  await step('9', 'own references of the company lead both ways, and the schema stays sound', async () => {
    const type = await admin.post('/api/custom-types/', { key: 'boiler_log', label: 'Boiler log', plural: 'Boiler logs' })
    const add = (key, kind, more = {}) => admin.post('/api/custom-fields/', { of_type: 'own.boiler_log', key, label: key, kind, ...more })
    await add('serial', 'text')
    await add('account', 'reference', { refers: 'crm.Account' })
    await add('seller', 'reference', { refers: 'crm.Account' })
    await admin.post(`/api/custom-types/${type.id}/activate/`)
    const account = await admin.post('/api/accounts/', { name: 'Boilers AG', kind: 'company' })
    for (const serial of ['a', 'b', 'c']) await admin.post('/api/own-boiler-log/', { serial, account: account.id })
    const { data: described } = await ask(admin, getIntrospectionQuery())
    const extended = buildClientSchema(described)
    equal(validateSchema(extended).map((error) => error.message), [], 'faults of the schema')
    const document = 'query($id: ID!) { account(id: $id) { boilerLogList(first: 2, orderBy: "serial desc", filter: "account.name = \\"boilers ag\\"") { totalCount nodes { serial account { name } } } boilerLogListBySeller { totalCount } } }'
    equal(validate(extended, parse(document)).map((error) => error.message), [], 'faults of the document')
    const { data } = await ask(admin, document, { id: account.id })
    const node = (serial) => ({ serial, account: { name: 'Boilers AG' } })
    equal(data.account, { boilerLogList: { totalCount: 3, nodes: [node('c'), node('b')] }, boilerLogListBySeller: { totalCount: 0 } }, 'the logs of the account')
  })

  await step('10', 'the protocol is kept', async () => {
    const refusal = await subscribe(await signIn('technician1'), 'subscription { journalEntryChanged { id } }').next().catch((error) => error)
    check(JSON.stringify(refusal).includes('Cannot query field'), `a forbidden subscription: ${JSON.stringify(refusal)}`)
    const closedAfter = (sent) => new Promise((resolve) => {
      const socket = new WebSocket(`${company.hub.url.replace('http', 'ws')}/api/graphql/`, { protocols: ['graphql-transport-ws'], headers: { Cookie: admin.cookie } })
      socket.onopen = () => sent.forEach((one) => socket.send(typeof one === 'string' ? one : JSON.stringify(one)))
      socket.onclose = ({ code }) => resolve(code)
    })
    equal(await closedAfter(['no json']), 4400, 'nonsense')
    equal(await closedAfter([{ id: '1', type: 'subscribe', payload: { query: '{ __typename }' } }]), 4401, 'before the begin')
    equal(await closedAfter([{ type: 'connection_init' }, { type: 'connection_init' }]), 4429, 'begun twice')
    const twice = { id: '1', type: 'subscribe', payload: { query: 'subscription { accountChanged { id } }' } }
    equal(await closedAfter([{ type: 'connection_init' }, twice, twice]), 4409, 'an id twice')
  })
})
