// The hub's API as one signed-in user: for what has no screen, and for looking behind the screens.
import { check } from './steps.mjs'

export class HubClient {
  constructor(url) {
    this.url = url
  }

  async signIn(login, password) {
    const reply = await fetch(`${this.url}/api/session/`, { method: 'POST', body: JSON.stringify({ login, password }), headers: { 'Content-Type': 'application/json' } })
    check(reply.ok, `${login} can sign in (HTTP ${reply.status})`)
    this.cookie = reply.headers.get('set-cookie').split(';')[0]
    this.session = await reply.json()
    return this
  }

  /** {status, body, version} whatever the status; the body is JSON or bytes. */
  async call(method, path, body, headers = {}) {
    const reply = await fetch(this.url + path, {
      method, body: body === undefined ? undefined : JSON.stringify(body),
      headers: { Cookie: this.cookie, 'X-CSRF': this.session.csrf, 'Content-Type': 'application/json', ...headers },
    })
    const json = reply.headers.get('content-type')?.includes('json')
    const bytes = Buffer.from(await reply.arrayBuffer())
    return { status: reply.status, version: reply.headers.get('etag'), body: json ? JSON.parse(bytes) : bytes }
  }

  async get(path) {
    const { status, body } = await this.call('GET', path)
    check(status === 200, `GET ${path} answers (HTTP ${status}: ${body.detail ?? body.title ?? ''})`)
    return body
  }

  async post(path, input) {
    const { status, body } = await this.call('POST', path, input)
    check(status >= 200 && status < 300, `POST ${path} is accepted (HTTP ${status}: ${JSON.stringify(body.errors ?? body.detail ?? '')})`)
    return body
  }

  async list(path, filter = '', more = '') {
    const items = []
    for (let token = ''; ; ) {
      const page = await this.get(`/api/${path}/?page_size=100&filter=${encodeURIComponent(filter)}&page_token=${encodeURIComponent(token)}${more}`)
      items.push(...page.items)
      token = page.next_page_token
      if (!token) return items
    }
  }

  async one(path, filter) {
    const items = await this.list(path, filter)
    check(items.length === 1, `${path} with ${filter}: one, not ${items.length}`)
    return items[0]
  }

  record = (path, id) => this.get(`/api/${path}/${id}/`)
  overview = (id) => this.get(`/api/work-orders/${id}/overview/`)

  /** Sets fields of a record, on the version it has now. */
  async change(path, id, fields) {
    const { version } = await this.call('GET', `/api/${path}/${id}/`)
    const { status, body } = await this.call('PATCH', `/api/${path}/${id}/`, fields, { 'If-Match': version })
    check(status === 200, `PATCH ${path} is accepted (HTTP ${status}: ${JSON.stringify(body.errors ?? body.detail ?? '')})`)
    return body
  }
}
