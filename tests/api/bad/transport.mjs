// HTTP as an attacker writes it: two readings of one message, paths that lead elsewhere, words that are none.
import { check, equal } from '../../browser/lib/steps.mjs'
import { refused, sendBytes, sendRaw } from './raw.mjs'

const smuggled = 'GET /api/smuggled HTTP/1.1\r\nHost: hub\r\n\r\n'
const post = 'POST /api/session/ HTTP/1.1\r\nHost: hub\r\n'

/** Each is refused, the connection closed, and what follows it is not read as a request of its own. */
const smuggling = {
  'length and chunks': `${post}Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'chunks and length': `${post}Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n${smuggled}`,
  'two lengths': `${post}Content-Length: 0\r\nContent-Length: 44\r\n\r\n${smuggled}`,
  'two lengths in one': `${post}Content-Length: 0, 44\r\n\r\n${smuggled}`,
  'a length with a sign': `${post}Content-Length: +0\r\n\r\n${smuggled}`,
  'a length below zero': `${post}Content-Length: -1\r\n\r\n${smuggled}`,
  'a length beyond all': `${post}Content-Length: 99999999999999999999999999\r\n\r\n${smuggled}`,
  'an encoding unknown': `${post}Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'chunked not last': `${post}Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n${smuggled}`,
  'an encoding twice': `${post}Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n${smuggled}`,
  'an encoding with a tab': `${post}Transfer-Encoding:\x0bchunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'a space before the colon': `${post}Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'a folded line': `${post}X: a\r\n Transfer-Encoding: chunked\r\nContent-Length : 0\r\n\r\n${smuggled}`,
  'bare line feeds': `POST /api/session/ HTTP/1.1\nHost: hub\nContent-Length: 0\n\n${smuggled}`,
  'one bare line feed': `${post}X: a\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'a bare carriage return': `${post}X: a\rTransfer-Encoding: chunked\r\n\r\n${smuggled}`,
  'a NUL in a header': `${post}X: a\0b\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  'a chunk size beyond all': `${post}Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\n${smuggled}`,
  'a chunk size of 2^64': `${post}Transfer-Encoding: chunked\r\n\r\n10000000000000000\r\n${smuggled}`,
  'a chunk size below zero': `${post}Transfer-Encoding: chunked\r\n\r\n-1\r\n${smuggled}`,
  'a chunk size with 0x': `${post}Transfer-Encoding: chunked\r\n\r\n0x0\r\n\r\n${smuggled}`,
  'a chunk longer than told': `${post}Transfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n0\r\n\r\n${smuggled}`,
  'a chunk extension without end': `${post}Transfer-Encoding: chunked\r\n\r\n1;${'a'.repeat(100000)}\r\nx\r\n0\r\n\r\n${smuggled}`,
  'no host': `POST /api/session/ HTTP/1.1\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  'two hosts': `${post}Host: other\r\nContent-Length: 0\r\n\r\n${smuggled}`,
  'HTTP/1.0 and chunks': `POST /api/session/ HTTP/1.0\r\nHost: hub\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${smuggled}`,
  'HTTP/2 in clear': `PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n${smuggled}`,
  'a header of 100 KB': `GET /api/health HTTP/1.1\r\nHost: hub\r\nX: ${'x'.repeat(100000)}\r\n\r\n${smuggled}`,
  'a target of 100 KB': `GET /${'x'.repeat(100000)} HTTP/1.1\r\nHost: hub\r\n\r\n${smuggled}`,
  'bytes that are no HTTP': Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * 7919) % 256)),
}

export async function smuggle(watch) {
  await watch.during(60, async () => {
    for (const [name, bytes] of Object.entries(smuggling)) {
      const { statuses, text } = await sendRaw(watch.port, bytes)
      equal(statuses.length, 1, `${name}: replies`)
      check([400, 413, 431, 501].includes(statuses[0]), `${name}: refused (HTTP ${statuses[0]})`)
      check(/^Connection: close\r$/m.test(text), `${name}: and the connection ends`)
      check(!text.includes('/api/smuggled'), `${name}: what follows is not read`)
    }
  })
  // A chunk extension is allowed and means nothing; a trailer sets no header.
  const extended = await sendRaw(watch.port, 'POST /api/session/ HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2;x="a"\r\n{}\r\n0\r\nContent-Length: 9\r\n\r\n')
  equal(extended.statuses.length, 1, 'replies to an honest chunk extension')
}

const climbs = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '..%5c', '..\\', '%252e%252e%252f', '..%c0%af', '%c0%ae%c0%ae/', '....//', '..;/', '.%00./', '%00', '/..', '..%00/']
const roots = ['/', '/assets/', '/api/', '/api/blobs/', '/api/map/', '/api/map/tiles/', '/api/exports/', '/api/accounts/', '/api/imports/', '/api/docs/']

export async function climb(watch, admin) {
  const told = (text) => /root:.*:0:0:|SQLite format 3|\[identity\]|\[store\]|PRIVATE KEY/.test(text)
  await watch.during(100, async () => {
    for (const root of roots)
      await Promise.all(climbs.flatMap((step) => ['etc/passwd', 'hub.conf', 'hub.db', 'identity.key', 'certificates/authority.key'].map(async (file) => {
        const target = root + step.repeat(8) + file
        const { statuses, text } = await sendRaw(watch.port, `GET ${target} HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nCookie: ${admin.cookie}\r\n\r\n`)
        check(!told(text), `${target} leads nowhere`)
        const isPage = statuses[0] === 200 && text.includes('<div id="root">')
        check(isPage || (statuses[0] >= 400 && statuses[0] < 500), `${target}: refused (HTTP ${statuses[0]})`)
      })))
  })
}

export async function methods(watch, admin) {
  for (const method of ['TRACE', 'CONNECT', 'PROPFIND', 'FOO', 'get', 'G\u0001T', 'X'.repeat(5000)]) {
    const { statuses } = await sendRaw(watch.port, `${method} /api/accounts/ HTTP/1.1\r\nHost: hub\r\nConnection: close\r\nCookie: ${admin.cookie}\r\n\r\n`)
    check([400, 404, 405, 413, 431, 501].includes(statuses[0]), `${method.slice(0, 20)}: refused (HTTP ${statuses[0]})`)
  }
  const put = await sendBytes(admin, 'PUT', '/api/accounts/', '{}')
  equal(put.status, 405, 'PUT')
  check(put.headers.get('allow')?.includes('GET'), 'with the methods that there are')
  for (const type of ['text/plain', 'multipart/form-data; boundary=x', 'application/x-www-form-urlencoded', 'text/html', 'application/xml']) {
    const reply = await sendBytes(admin, 'POST', '/api/accounts/', 'name=x', { 'Content-Type': type })
    check([400, 415].includes(reply.status), `${type}: refused (HTTP ${reply.status})`)
  }
}

export async function forged(watch, admin) {
  const call = (cookie, csrf = admin.session.csrf) => sendBytes(admin, 'POST', '/api/accounts/', '{"name":"Forged","kind":"company"}', { Cookie: cookie, 'X-CSRF': csrf })
  const [name, token] = admin.cookie.split('=')
  for (const cookie of ['', `${name}=`, `${name}=${'A'.repeat(43)}`, `${name}=${token.slice(0, -1)}`, `${name}=${token}x`, `${name}=' OR 1=1 --`, `${name}=${token.toUpperCase()}`, `${name}=${'A'.repeat(8000)}`, `x=${token}`])
    refused(await call(cookie), 401)
  for (const csrf of ['', 'x', admin.session.csrf.slice(1), admin.session.csrf.toLowerCase() + 'x', token]) refused(await call(admin.cookie, csrf), 403)
  const left = await (await new admin.constructor(admin.url).signIn('bookkeeper@demo.example', 'truckroll-demo'))
  equal((await left.call('DELETE', '/api/session/')).status, 204, 'signing out')
  equal((await left.call('GET', '/api/accounts/')).status, 401, 'the cookie of an ended session')
  for (const bearer of ['', 'x', 'null', `${'A'.repeat(6000)}`, token]) {
    const reply = await sendBytes(admin, 'GET', '/api/accounts/', undefined, { Cookie: '', Authorization: `Bearer ${bearer}` })
    refused(reply, 401)
  }
}

export async function versions(watch, admin) {
  const account = await admin.post('/api/accounts/', { name: 'Versions', kind: 'company' })
  const patch = (version) => sendBytes(admin, 'PATCH', `/api/accounts/${account.id}/`, '{"name":"Other"}', version === null ? {} : { 'If-Match': version })
  for (const version of ['"99"', '"0"', 'W/"1"x', '"1", "2"', 'x', '"-1"', '"999999999999999999999"', "\"1' OR 1=1\""]) {
    const reply = await patch(version)
    check([400, 412, 428].includes(reply.status), `If-Match ${version}: refused (HTTP ${reply.status})`)
  }
  equal((await admin.record('accounts', account.id)).name, 'Versions', 'the name after all of them')
}
