// Bodies that no honest client sends: too large, too deep, too many, no text.
import net from 'node:net'
import { check, equal } from '../../browser/lib/steps.mjs'
import { sendBytes, sendRaw } from './raw.mjs'

const head = (admin, more) => `POST /api/accounts/ HTTP/1.1\r\nHost: hub\r\nCookie: ${admin.cookie}\r\nX-CSRF: ${admin.session.csrf}\r\nContent-Type: application/json\r\n${more}\r\n`

/** Says that 100 MB come: refused by the head, whatever is sent after it. */
export async function announced(watch, admin) {
  const { statuses, text } = await watch.during(40, () => sendRaw(watch.port, head(admin, 'Content-Length: 104857600\r\n')))
  equal(statuses, [413], 'the status before a byte of the body')
  check(text.includes('application/problem+json'), 'as problem+json')
}

/** Chunks without end and without a word on their sum. */
export async function endless(watch, admin) {
  const sent = await watch.during(120, () => new Promise((resolve) => {
    let bytes = 0
    let reply = ''
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 32), Buffer.from('\r\n')])
    const socket = net.connect(watch.port, '127.0.0.1', () => {
      socket.write(head(admin, 'Transfer-Encoding: chunked\r\n'))
      more()
    })
    const more = () => {
      while (!socket.destroyed && bytes < 100 << 20) {
        bytes += 0x10000
        // Not at once: as long as the hub takes it, this process would hear nothing.
        if (!socket.write(chunk)) return socket.once('drain', () => setImmediate(more))
      }
    }
    socket.on('data', (part) => { reply += part })
    socket.on('error', () => {})
    socket.on('close', () => resolve({ bytes, reply }))
    setTimeout(() => socket.destroy(), 15000).unref()
  }))
  check(sent.reply.startsWith('HTTP/1.1 413'), `413 after some of it: ${sent.reply.slice(0, 60)}`)
  check(sent.bytes < 64 << 20, `cut off long before the end (${sent.bytes >> 20} MiB were taken)`)
}

const million = 1_000_000
const shapes = {
  'nested a million deep': () => '{"name":' + '['.repeat(million),
  'nested and closed': () => '{"name":' + '['.repeat(million) + ']'.repeat(million) + '}',
  'objects a million deep': () => '{"a":'.repeat(million) + '1' + '}'.repeat(million),
  'a million keys': () => `{${Array.from({ length: million }, (_, i) => `"k${i}":${i}`).join(',')}}`,
  'a key a million times': () => `{${'"name":"x",'.repeat(million)}"kind":"company"}`,
  'a list of a million': () => `{"name":[${'1,'.repeat(million)}1]}`,
  'a number of a million digits': () => `{"name":"x","kind":"company","terms_days":${'9'.repeat(million)}}`,
  'a number beyond all': () => '{"name":"x","kind":"company","terms_days":1e999999}',
  'a number below all': () => '{"name":"x","kind":"company","terms_days":-1e400}',
  'not a number': () => '{"name":"x","kind":"company","terms_days":NaN}',
  'a half character': () => Buffer.from('{"name":"\xff\xfe\xc3","kind":"company"}', 'latin1'),
  'overlong UTF-8': () => Buffer.from('{"name":"\xc0\xaf","kind":"company"}', 'latin1'),
  'a surrogate in UTF-8': () => Buffer.from('{"name":"\xed\xa0\x80","kind":"company"}', 'latin1'),
  'half an escaped pair': () => '{"name":"\\ud800","kind":"company"}',
  'a NUL byte': () => '{"name":"a\0b","kind":"company"}',
  'an escaped NUL': () => '{"name":"a\\u0000b","kind":"company"}',
  'nothing': () => '',
  'a list': () => '[]',
  'a number alone': () => '1',
  'two values': () => '{"name":"x","kind":"company"}{}',
  'a text without end': () => '{"name":"' + 'x'.repeat(million),
  'a text too long': () => `{"name":"${'x'.repeat(million)}","kind":"company"}`,
  'UTF-16': () => Buffer.from('{"name":"x","kind":"company"}', 'utf16le'),
}

/** Each: 400 (or 413) with words, and nothing written. */
export async function malformed(watch, admin) {
  const before = (await admin.get('/api/accounts/?page_size=1&total=exact')).total
  await watch.during(250, async () => {
    for (const [name, make] of Object.entries(shapes)) {
      const reply = await sendBytes(admin, 'POST', '/api/accounts/', make())
      check([400, 413].includes(reply.status), `${name}: refused (HTTP ${reply.status})`)
      check(reply.type.includes('application/problem+json'), `${name}: as problem+json, not ${reply.type}`)
      check((reply.body.detail ?? '') !== '' && reply.text.length < 20000, `${name}: a short word on why (${reply.text.length} bytes)`)
    }
  })
  equal((await admin.get('/api/accounts/?page_size=1&total=exact')).total, before, 'accounts written by any of it')
}

/** The same bodies to the other readers of JSON. */
export async function everywhere(watch, admin) {
  const paths = ['/api/graphql/', '/api/exports/', '/api/imports/', '/api/session/', '/api/accounts/bulk/']
  await watch.during(250, async () => {
    for (const path of paths)
      for (const name of ['nested a million deep', 'a half character', 'nothing', 'two values', 'a number alone', 'a million keys']) {
        const { status, type } = await sendBytes(admin, 'POST', path, shapes[name]())
        check(status >= 400 && status < 500 && type.includes('json'), `${path}, ${name}: refused (HTTP ${status} ${type})`)
      }
  })
}

/** A byte a second: cut off by the limit (10 s for a head, 20 s and the size for a body). Begun at once, judged at the end. */
export function slowSenders(watch, admin) {
  const begin = (first, rest) => new Promise((resolve) => {
    const begun = performance.now()
    let reply = ''
    const socket = net.connect(watch.port, '127.0.0.1', () => socket.write(first))
    let at = 0
    const ticking = setInterval(() => at < rest.length && socket.write(rest[at++]), 1000)
    const end = () => {
      clearInterval(ticking)
      socket.destroy()
      resolve({ seconds: (performance.now() - begun) / 1000, reply })
    }
    socket.on('data', (part) => { reply += part })
    socket.on('error', () => {})
    socket.on('close', end)
    setTimeout(end, 45000).unref()
  })
  return Promise.all([
    ...Array.from({ length: 50 }, () => begin('GET /api/hea', 'lth HTTP/1.1\r\nHost: hub\r\nX: '.padEnd(200, 'x'))),
    ...Array.from({ length: 50 }, () => begin(head(admin, 'Content-Length: 200\r\n'), '{"name":"'.padEnd(200, 'x'))),
  ])
}

export async function cutOff(watch, senders) {
  const ended = await senders
  for (const [index, { seconds, reply }] of ended.entries()) {
    const most = index < 50 ? 16 : 30
    check(seconds < most, `a sender of one byte a second is cut off within ${most} s (${seconds.toFixed(1)} s)`)
    check(reply.startsWith('HTTP/1.1 408'), `and told 408: ${reply.slice(0, 40)}`)
  }
  await watch.serves()
}

/** Ten thousand who say nothing, as far as this computer lets us. */
export async function idle(watch) {
  const count = Math.min(10000, watch.openFilesMax() - 500)
  const before = watch.residentMiB()
  const sockets = []
  try {
    for (let at = 0; at < count; at += 200) {
      const some = Array.from({ length: Math.min(200, count - at) }, () => new Promise((resolve, reject) => {
        const socket = net.connect(watch.port, '127.0.0.1', () => resolve(socket))
        socket.on('error', reject)
      }))
      sockets.push(...(await Promise.all(some)))
    }
    await watch.serves()
    equal(sockets.filter((socket) => socket.destroyed || socket.readyState !== 'open').length, 0, `of ${count} connections, those that were dropped`)
    const each = ((watch.residentMiB() - before) * 1024) / count
    check(each < 64, `an idle connection costs ${each.toFixed(1)} KiB`)
  } finally {
    for (const socket of sockets) socket.destroy()
  }
  await watch.serves()
}

