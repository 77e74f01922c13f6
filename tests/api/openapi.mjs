// The description of the API against the API: an independent validator takes it, and every operation in it is called.
// features: API-01
import { Validator } from '@seriousme/openapi-schema-validator'
import Ajv2020 from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import { check, equal } from '../browser/lib/steps.mjs'
import { demoPassword } from '../../deploy/local/company.mjs'
import { Browser } from '../browser/lib/browser.mjs'
import { Office } from '../browser/lib/office.mjs'
import { withCompany } from './company.mjs'
import { invalid, valid } from './samples.mjs'

const noId = '0193a000-0000-7000-8000-00000000dead'
const writes = new Set(['post', 'patch', 'delete', 'put'])
/** What would end the test itself. */
const ends = (path, method) => (path === '/api/session/' && method === 'delete') || path === '/api/session/password' || (path.startsWith('/api/sessions/') && method === 'delete')

class Api {
  constructor(document, hub) {
    Object.assign(this, { document, hub, calls: 0, compared: 0, found: [], known: {} })
    this.ajv = new Ajv2020({ strict: false, allErrors: false, validateFormats: true })
    addFormats(this.ajv)
    this.ajv.addSchema(document, 'api')
    this.shapes = new Map()
  }

  *operations() {
    for (const [path, methods] of Object.entries(this.document.paths))
      for (const [method, operation] of Object.entries(methods)) yield { path, method, operation }
  }

  /** Of a record of that type, as it was before the test; a made up one where there is none. */
  idOf = (type) => this.known[type] ?? noId

  async learn() {
    for (const { path, method, operation } of this.operations()) {
      if (method !== 'get' || !operation.operationId.endsWith('.list')) continue
      const { body } = await this.hub.call('GET', `${path}?page_size=1`)
      if (body.items?.length) this.known[operation.operationId.slice(0, -'.list'.length)] = body.items[0].id
    }
  }

  shapeOf(path, method, status, media) {
    const pointer = ['paths', path, method, 'responses', status].map((part) => String(part).replaceAll('~', '~0').replaceAll('/', '~1')).join('/')
    if (!this.shapes.has(pointer)) {
      let response = this.document.paths[path][method].responses[status]
      const shared = response.$ref
      if (shared) response = this.document.components.responses[shared.split('/').at(-1)]
      const type = Object.keys(response.content ?? {}).find((one) => one === media || one === '*/*')
      const at = shared ? shared.slice(2) : pointer
      const schema = type && response.content[type].schema ? `api#/${encodeURI(at)}/content/${type.replace('/', '~1')}/schema` : null
      this.shapes.set(pointer, { type, check: schema ? this.ajv.compile({ $ref: schema }) : null })
    }
    return this.shapes.get(pointer)
  }

  /** Calls and compares what comes with what is promised; notes each difference. */
  async call({ path, method, operation }, id, body, headers = {}) {
    ++this.calls
    const target = path.replace(/\{[^}]+\}/g, id)
    const sent = method === 'get' ? undefined : body
    const { status, body: answer, type } = await this.send(method, target, sent, headers)
    const note = (what) => this.found.push(`${method.toUpperCase()} ${target} ${JSON.stringify(sent)?.slice(0, 120) ?? ''}: ${what}`)
    if (status >= 500 && status !== 503) return note(`HTTP ${status} ${JSON.stringify(answer)?.slice(0, 200)}`)
    const described = operation.responses[status] ? status : `${String(status)[0]}XX`
    if (!operation.responses[described]) return note(`HTTP ${status} is not described`)
    if (answer === null) return { status }
    const shape = this.shapeOf(path, method, described, type)
    if (!shape.type) note(`HTTP ${status} with ${type} is not described`)
    this.compared += Boolean(shape.check)
    if (shape.check && !shape.check(answer)) note(`HTTP ${status}: ${this.ajv.errorsText(shape.check.errors)}`)
    return { status, answer }
  }

  async send(method, target, body, headers) {
    const reply = await fetch(this.hub.url + target, {
      method: method.toUpperCase(), redirect: 'manual', body: body === undefined ? undefined : typeof body === 'string' && headers.raw ? body : JSON.stringify(body),
      headers: { Cookie: this.hub.cookie, 'X-CSRF': this.hub.session.csrf, 'Content-Type': 'application/json', ...headers },
    })
    const type = reply.headers.get('content-type')?.split(';')[0] ?? ''
    const bytes = await reply.text()
    return { status: reply.status, type, body: !bytes ? null : type.includes('json') ? JSON.parse(bytes) : bytes }
  }

  bodyOf = (operation) => operation.requestBody?.content?.['application/json']?.schema
}

process.exitCode = await withCompany(async ({ company, signIn, step }) => {
  const admin = await signIn('admin')
  // So many calls a minute are nobody's work.
  await admin.post('/api/settings/', { key: 'api.user_requests_per_minute', value: '1000000' })
  const document = await admin.get('/api/openapi.json')
  const api = new Api(document, admin)
  const told = () => {
    const found = api.found.splice(0)
    check(found.length === 0, `${found.length} of ${api.calls} calls differ:\n${found.slice(0, 15).join('\n')}`)
  }

  await step('1', 'an independent validator takes the description', async () => {
    const { valid: holds, errors } = await new Validator().validate(structuredClone(document))
    check(holds, JSON.stringify(errors)?.slice(0, 1500))
    equal(document.openapi, '3.1.0', 'version')
    check(Object.keys(document.paths).length >= 100, 'at least 100 addresses')
    const paths = ['bulk/', 'draft-check/', '{id}/restore/', '{id}/revert/', '{id}/duplicates/', '{id}/distinct/', '{id}/merge/', '{id}/unmerge/', '{id}/merges/', 'summary/', '{id}/history/']
    for (const path of paths) check(document.paths[`/api/accounts/${path}`], `accounts have ${path}`)
    check(!document.paths['/api/invoices/{id}/merge/'], 'what is never merged has no such address')
    const taken = document.paths['/api/accounts/'].get.parameters.map((one) => one.$ref.split('/').at(-1))
    for (const name of ['fields', 'expand', 'deleted']) check(taken.includes(name), `a list takes ${name}`)
  })

  await step('2', 'every GET answers as described', async () => {
    await api.learn()
    for (const one of api.operations()) {
      if (one.method !== 'get') continue
      await api.call(one, api.idOf(one.operation.operationId.replace(/\.(get|history)$/, '')))
      if (one.path.includes('{')) await api.call(one, noId)
    }
    told()
  })

  await step('3', 'every list refuses what it does not know', async () => {
    for (const one of api.operations()) {
      if (!one.operation.operationId.endsWith('.list')) continue
      for (const query of ['filter=((', 'filter=nothing%20%3D%201', 'order_by=nothing', 'page_token=x', 'page_size=0', 'page_size=x', 'total=5', 'nothing=1']) {
        const { status } = (await api.call({ ...one, path: one.path }, '', undefined)) && (await api.send('get', `${one.path}?${query}`, undefined, {}))
        check(status === 400, `${one.path}?${query}: HTTP ${status}`)
      }
    }
    told()
  })

  await step('4', 'every write refuses invalid bodies as described', async () => {
    for (const one of api.operations()) {
      const schema = api.bodyOf(one.operation)
      if (!writes.has(one.method) || ends(one.path, one.method) || !schema) continue
      for (const body of invalid(document, schema)) await api.call(one, noId, body, { 'If-Match': '"1"' })
      await api.call(one, noId, '{"broken', { raw: 'yes', 'If-Match': '"1"' })
    }
    told()
  })

  await step('5', 'every write takes or refuses valid bodies as described; what is made can be changed and deleted', async () => {
    let made = 0
    for (const one of api.operations()) {
      const type = one.operation.operationId.replace(/\.[^.]+$/, '')
      const schema = api.bodyOf(one.operation)
      const own = type.startsWith('admin.')
      if (!writes.has(one.method) || ends(one.path, one.method)) continue
      const body = schema ? valid(document, schema, api.idOf) : undefined
      if (one.operation.operationId.endsWith('.create')) {
        const done = await api.call(one, '', body)
        if (done?.status !== 201) continue
        ++made
        const path = `${one.path}{id}/`
        for (const method of ['patch', 'delete']) {
          const operation = document.paths[path]?.[method]
          if (operation) await api.call({ path, method, operation }, done.answer.id, method === 'patch' ? {} : undefined, { 'If-Match': '"1"' })
        }
      } else {
        await api.call(one, own ? noId : api.idOf(type), body, { 'If-Match': '"1"' })
      }
    }
    told()
    check(made >= 5, `records made: ${made}`)
    check(api.compared > 2000, `replies compared with their shape: ${api.compared}`)
  })

  await step('6', 'a client of version 1 gets the same', async () => {
    const list = await admin.get('/api/v1/accounts/?page_size=5')
    equal(list, await admin.get('/api/accounts/?page_size=5'), 'accounts')
    equal((await admin.call('GET', '/api/v2/accounts/')).status, 404, 'a version that is none')
  })

  await step('7', 'who may less is told less', async () => {
    const technician = await signIn('technician1')
    const own = await technician.get('/api/openapi.json')
    check(!own.paths['/api/journal-entries/'] && !own.components.schemas['ledger.JournalEntry'], 'journal entries are none of a technician')
    check(document.paths['/api/invoices/'], 'an administrator has them')
    const stranger = await fetch(`${company.hub.url}/api/openapi.json`)
    equal(stranger.status, 401, 'a stranger')
  })

  await step('8', 'the reference is browsed without anything from elsewhere', async () => {
    const browser = await new Browser().open()
    try {
      const page = await browser.page('docs', { width: 1440, height: 900 })
      const strange = []
      page.on('request', (request) => request.url().startsWith(company.hub.url) || /^(data|blob):/.test(request.url()) || strange.push(request.url()))
      const office = new Office(page, company.hub.url)
      await office.signIn('admin@demo.example', demoPassword)
      await office.go('/api/docs')
      await page.getByLabel('Find a part').fill('accounts')
      await page.getByRole('link', { name: 'Accounts', exact: true }).click()
      await page.locator('[data-path="/api/accounts/{id}/merge/"]').first().waitFor()
      equal(await page.locator('[data-path="/api/invoices/"]').count(), 0, 'of other parts')
      await page.getByLabel('Find a part').fill('no such part')
      await page.getByText('No part of the API is called').waitFor()
      equal(strange, [], 'what was asked elsewhere')
    } finally {
      await browser.close()
    }
  })
})
