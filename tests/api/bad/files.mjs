// Files for import that are wrong: bombs, encodings, a thousand faults.
import { createHash } from 'node:crypto'
import { check, equal } from '../../browser/lib/steps.mjs'
import { waitFor } from '../../../deploy/local/processes.mjs'
import { sendBytes } from './raw.mjs'
import { workbook, zip } from './zip.mjs'

async function upload(admin, bytes) {
  const reply = await sendBytes(admin, 'POST', '/api/blobs/', bytes, { 'Content-Type': 'application/octet-stream' })
  equal(reply.status, 201, `an upload: ${reply.text.slice(0, 200)}`)
  equal(reply.body.sha256, createHash('sha256').update(bytes).digest('hex'), 'its hash')
  return reply.body.sha256
}

async function begin(admin, name, bytes) {
  return admin.call('POST', '/api/imports/', { of_type: 'crm.Account', name, parts: [await upload(admin, Buffer.from(bytes))] })
}

const row = (text) => `<row><c t="inlineStr"><is><t>${text}</t></is></c></row>`
const sheet = (rows, before = '') => `${before}<worksheet><sheetData>${rows}</sheetData></worksheet>`
const laughs = `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 20 }, (_, i) => `<!ENTITY ${String.fromCharCode(98 + i)} "${`&${String.fromCharCode(97 + i)};`.repeat(10)}">`).join('')}]>`

/** Each is refused with words, or its faults are told by row; none costs more memory than it has bytes, by much. */
const bombs = {
  'a sheet of 300 MB': () => workbook(sheet(row('Name') + row('x').repeat(1) + ' '.repeat(300 << 20))),
  'shared strings of 300 MB': () => workbook(sheet(row('Name')), { strings: `<sst>${`<si><t>${'x'.repeat(1 << 20)}</t></si>`.repeat(300)}</sst>` }),
  'a size that lies': () => workbook(sheet(row('Name') + row('x'.repeat(8 << 20))), { lie: 100 }),
  'a million laughs': () => workbook(sheet(row('Name') + row('&u;'), laughs)),
  'a file by entity': () => workbook(sheet(row('Name') + row('&b;'), '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>')),
  'a host by entity': () => workbook(sheet(row('Name'), '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/evil.dtd">')),
  'elements a million deep': () => workbook('<a>'.repeat(1_000_000)),
  'a cell in column XFD': () => workbook(sheet(row('Name') + '<row><c r="XFD1048576"><v>1</v></c></row>')),
  'a string that there is not': () => workbook(sheet(row('Name') + '<row><c t="s"><v>4294967295</v></c></row>')),
  'ten thousand entries': () => zip(Object.fromEntries(Array.from({ length: 10000 }, (_, i) => [`xl/${i}`, 'x']))),
  'names that climb': () => zip({ '../../../../tmp/truckroll-climbed': 'x', 'xl/workbook.xml': '<workbook/>' }),
  'half an archive': () => workbook(sheet(row('Name'))).subarray(0, 200),
  'an archive of zeros': () => Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(10000)]),
}

export async function packed(watch, admin) {
  await watch.during(350, async () => {
    for (const [name, make] of Object.entries(bombs)) {
      const bytes = make()
      check(bytes.length < 8 << 20, `${name}: is small (${bytes.length} bytes)`)
      const reply = await begin(admin, 'bomb.xlsx', bytes)
      check(!JSON.stringify(reply.body).includes('root:'), `${name}: reads no file`)
      check(!JSON.stringify(reply.body).includes('hahaha'), `${name}: unfolds nothing`)
      if (reply.status !== 201) {
        check([400, 413].includes(reply.status) && (reply.body.detail ?? '') !== '', `${name}: refused with words (HTTP ${reply.status})`)
        continue
      }
      const { status, body } = await admin.call('GET', `/api/imports/${reply.body.id}/preview/`)
      check(status < 500, `${name}: its preview (HTTP ${status})`)
      check(!JSON.stringify(body).includes('root:') && !JSON.stringify(body).includes('hahaha'), `${name}: its rows are harmless`)
    }
  })
}

const odd = {
  'random.csv': () => Buffer.from(Array.from({ length: 50000 }, (_, i) => (i * 7919 + (i >> 3)) % 256)),
  'zeros.csv': () => Buffer.alloc(100000),
  'quote.csv': () => `Name\n"${'x'.repeat(3_000_000)}`,
  'columns.csv': () => `${'a,'.repeat(100000)}\n`,
  'line.csv': () => 'x'.repeat(5_000_000),
  'deep.json': () => '['.repeat(1_000_000),
  'keys.json': () => `[{${Array.from({ length: 100000 }, (_, i) => `"k${i}":1`).join(',')}}]`,
  'open.json': () => '[{"name":"x"',
  'endless.vcf': () => `BEGIN:VCARD\nFN:${'x'.repeat(3_000_000)}`,
  'nested.vcf': () => 'BEGIN:VCARD\n'.repeat(100000),
  'folded.vcf': () => `BEGIN:VCARD\nFN:a\n${' b\n'.repeat(500000)}END:VCARD\n`,
}

export async function texts(watch, admin) {
  await watch.during(250, async () => {
    for (const [name, make] of Object.entries(odd)) {
      const { status, body } = await begin(admin, name, make())
      check(status === 201 || ((status === 400 || status === 413) && (body.detail ?? '') !== ''), `${name}: read or refused with words (HTTP ${status})`)
    }
  })
}

async function move(admin, id, action, wanted) {
  await admin.post(`/api/import-runs/${id}/${action}/`, {})
  return waitFor(`the import is ${wanted}`, async () => (await admin.get(`/api/imports/${id}/progress/`)).state === wanted, 60000)
}

/** Each line's fault with line, column and reason, also of a file whose encoding nobody said. */
export async function faults(watch, admin) {
  const lines = Array.from({ length: 2000 }, (_, i) => (i % 2 ? `Fehler ${i};LI` : `Müller ${i};Atlantis`))
  const bytes = Buffer.from(['Firma;Land', ...lines].join('\r\n'), 'latin1')
  await watch.during(150, async () => {
    const run = await begin(admin, 'latin1.csv', bytes)
    equal([run.status, run.body.encoding], [201, 'ISO 8859-1'], 'the encoding that was found out')
    await admin.post(`/api/import-runs/${run.body.id}/map/`, {})
    await move(admin, run.body.id, 'dry-run', 'checked')
    const report = (await sendBytes(admin, 'GET', `/api/imports/${run.body.id}/faults.csv`)).text.trim().split('\r\n').slice(1)
    check(report.length >= 1000, `all faults are in the report (${report.length})`)
    check(/^2,Land,Atlantis,./.test(report[0]), `with line, column, value and reason: ${report[0]}`)
    const page = (await admin.get(`/api/imports/${run.body.id}/faults/`)).items
    check(page.length <= 500 && page[0].line === 2 && page[0].reason !== '', 'and by pages')
  })
}

/** A file that says one encoding and is another is told by line, not stored as rubbish. */
export async function encodings(watch, admin) {
  const text = 'Firma;Land\r\nBäckerei Grün;LI\r\n'
  const both = Buffer.concat([Buffer.from('\ufeff' + text), Buffer.from('M\xfcller;LI\r\n', 'latin1')])
  for (const [name, bytes, found] of [['utf16.csv', Buffer.from(`\ufeff${text}`, 'utf16le'), 'Bäckerei Grün'], ['mixed.csv', both, 'Bäckerei Grün']]) {
    const run = await begin(admin, name, bytes)
    if (run.status !== 201) {
      check(run.status === 400 && /line \d/.test(JSON.stringify(run.body)), `${name}: refused with the line: ${JSON.stringify(run.body)}`)
      continue
    }
    const { rows } = await admin.get(`/api/imports/${run.body.id}/preview/`)
    equal(rows[0].cells[0], found, `${name}: the first cell`)
    if (name === 'mixed.csv') check(rows.length < 2 || rows[1].fault !== '' || rows[1].cells[0] === 'Müller', `${name}: the broken line is told: ${JSON.stringify(rows[1])}`)
  }
}
