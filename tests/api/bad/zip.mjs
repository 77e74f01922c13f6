// A ZIP archive with these parts; `lie`: the unpacked size that its heads tell instead of the true one.
import { crc32, deflateRawSync } from 'node:zlib'

function record(signature, fields) {
  const bytes = Buffer.alloc(4 + fields.reduce((sum, [size]) => sum + size, 0))
  bytes.writeUInt32LE(signature)
  let at = 4
  for (const [size, value] of fields) {
    bytes.writeUIntLE(value, at, size)
    at += size
  }
  return bytes
}

export function zip(parts, { lie } = {}) {
  const files = []
  const heads = []
  let offset = 0
  for (const [name, text] of Object.entries(parts)) {
    const bytes = Buffer.from(text)
    const packed = deflateRawSync(bytes, { level: 9 })
    const common = [[2, 20], [2, 0], [2, 8], [2, 0], [2, 33], [4, crc32(bytes)], [4, packed.length], [4, lie ?? bytes.length], [2, Buffer.byteLength(name)], [2, 0]]
    const file = Buffer.concat([record(0x04034b50, common), Buffer.from(name), packed])
    heads.push(Buffer.concat([record(0x02014b50, [[2, 20], ...common, [2, 0], [2, 0], [2, 0], [4, 0], [4, offset]]), Buffer.from(name)]))
    files.push(file)
    offset += file.length
  }
  const directory = Buffer.concat(heads)
  const end = record(0x06054b50, [[2, 0], [2, 0], [2, heads.length], [2, heads.length], [4, directory.length], [4, offset], [2, 0]])
  return Buffer.concat([...files, directory, end])
}

/** The least that is a workbook, with `sheet` for the XML of its rows and `strings` for that of its shared strings. */
export function workbook(sheet, { strings, lie } = {}) {
  return zip({
    'xl/workbook.xml': '<workbook xmlns:r="r"><sheets><sheet name="One" r:id="r1"/></sheets></workbook>',
    'xl/_rels/workbook.xml.rels': '<Relationships><Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
    ...(strings ? { 'xl/sharedStrings.xml': strings } : {}),
    'xl/worksheets/sheet1.xml': sheet,
  }, { lie })
}
