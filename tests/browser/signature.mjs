// A signature by finger, pen and mouse: cleared, drawn anew, and read back from the signed PDF.
//   node tests/browser/signature.mjs --programs build/sanitize --map build/map
import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { waitFor } from '../../deploy/local/processes.mjs'
import { perform } from './lib/stage.mjs'
import { check, equal } from './lib/steps.mjs'

async function openReport(stage) {
  const { hub, ids } = stage
  const { visits } = await hub.get('/api/dispatch/')
  ids.visit = visits.find((one) => one.summary === 'Boiler service and flue gas check').id
  const van = stage.van = await stage.vanPage('van', 0, { hasTouch: true })
  await waitFor('the van to have the visit', async () => (await van.has(ids.visit)) === 1)
  for (const [action, state] of [['accept', 'accepted'], ['on-my-way', 'on_my_way'], ['arrive', 'on_site'], ['start', 'on_site']]) await van.move(ids.visit, action, state)
  await van.job(ids.visit, 'papers')
  await van.page.getByTestId(/^fill-/).first().click()
  await van.at('paper-sign').click()
  await van.at('signature-canvas').waitFor()
  await van.at('signer').fill('Reception of the hotel')
  // The van's own keyboard stands where the field will be.
  await van.at('keyboard').getByText('Done').click()
  await van.at('keyboard').waitFor({ state: 'detached' })
  stage.cdp = await van.page.context().newCDPSession(van.page)
}

/** The hands: each draws one line through places given as shares of the field. */
const hands = {
  async finger({ cdp }, places) {
    const point = ([x, y]) => [{ x, y, radiusX: 8, radiusY: 8 }]
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: point(places[0]) })
    for (const place of places.slice(1)) await cdp.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: point(place) })
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  },
  pen: ({ cdp }, places) => press(cdp, 'pen', places),
  mouse: ({ cdp }, places) => press(cdp, 'mouse', places),
}

async function press(cdp, pointerType, places) {
  const send = (type, [x, y], more) => cdp.send('Input.dispatchMouseEvent', { type, x, y, pointerType, button: 'left', clickCount: 1, force: 0.6, ...more })
  await send('mousePressed', places[0], { buttons: 1 })
  for (const place of places.slice(1)) await send('mouseMoved', place, { buttons: 1 })
  await send('mouseReleased', places.at(-1), { buttons: 0 })
}

/** A zigzag between two heights, from x to x. */
const zigzag = (from, to) => Array.from({ length: 25 }, (_, step) => [from + ((to - from) * step) / 24, 0.5 + 0.25 * Math.sin(step)])

async function drawWith(stage, hand, line) {
  const box = await stage.van.at('signature-canvas').boundingBox()
  await hands[hand](stage, line.map(([x, y]) => [box.x + x * box.width, box.y + y * box.height]))
}

/** A line drawn again has a few other pixels at its edges. */
const near = (found, wanted) => Math.abs(found - wanted) < wanted * 0.02

async function draw(stage) {
  const { van } = stage
  const canvas = van.at('signature-canvas')
  await canvas.evaluate((field) => {
    window.pointers = []
    field.addEventListener('pointerdown', (event) => window.pointers.push(event.pointerType), true)
  })
  const ink = () => canvas.evaluate((field) => {
    const { data } = field.getContext('2d').getImageData(0, 0, field.width, field.height)
    return data.reduce((count, value, index) => count + (index % 4 === 3 && value > 128 ? 1 : 0), 0)
  })
  for (const hand of ['finger', 'pen', 'mouse']) {
    await drawWith(stage, hand, zigzag(0.05, 0.95))
    check((await ink()) > 300, `the ${hand} draws`)
    await van.at('sign-clear').click()
    equal(await ink(), 0, `what the ${hand} drew is cleared`)
  }
  await van.at('sign-accept').click()
  await van.at('sign-asked').waitFor()

  await drawWith(stage, 'finger', zigzag(0.1, 0.3))
  await drawWith(stage, 'pen', zigzag(0.4, 0.6))
  const two = await ink()
  await drawWith(stage, 'mouse', zigzag(0.7, 0.9))
  const three = await ink()
  check(three > two * 1.2, 'a third line is drawn')
  await van.at('sign-undo').click()
  check(near(await ink(), two), 'the last line is taken back')
  await van.at('sign-redo').click()
  check(near(await ink(), three), 'and drawn again')
  equal(await van.page.evaluate(() => window.pointers), ['touch', 'pen', 'mouse', 'touch', 'pen', 'mouse'], 'the page saw finger, pen and mouse')
  await stage.shot('signature', van.page)
}

// features: DOCS-06
async function readBack(stage) {
  const { van, hub, ids } = stage
  await van.at('sign-accept').click()
  await van.at('paper-frozen').waitFor()
  const { work_order: job } = await hub.record('scheduled-events', ids.visit)
  const paper = await waitFor('the signed document', async () => (await hub.overview(job)).documents.find((one) => one.signatures.length && one.pdf_blob))
  const { body } = await waitFor('its file', async () => {
    const reply = await hub.call('GET', `/api/blobs/${paper.pdf_blob}`)
    return reply.status === 200 && reply
  })
  const file = path.join(stage.data, 'signed.pdf')
  writeFileSync(file, body)
  const read = (program, ...args) => execFileSync(program, args, { encoding: 'utf8' })

  const { page, box } = markedField(JSON.parse(read('qpdf', '--json', '--json-stream-data=none', file)))
  const lines = inkLines(read('pdftocairo', '-svg', '-f', page, '-l', page, file, '-'))
  equal(lines.length, 3, 'lines: of the last drawing each, of what was cleared none')
  for (const line of lines) {
    check(line.curves > 8, `a line is a curve, not a picture: ${line.curves} pieces`)
    check(line.left >= box.left && line.right <= box.right && line.top >= box.top && line.bottom <= box.bottom, `it lies within the field: ${JSON.stringify([line, box])}`)
  }
  // Drawn from 0.1 to 0.3, 0.4 to 0.6 and 0.7 to 0.9 of the pad's width.
  const shares = lines.flatMap((line) => [line.left, line.right]).map((x) => (x - lines[0].left) / (lines[2].right - lines[0].left))
  for (const [index, wanted] of [0, 0.25, 0.375, 0.625, 0.75, 1].entries()) check(Math.abs(shares[index] - wanted) < 0.02, `the drawing keeps its proportions: ${shares}`)

  const text = read('pdftotext', '-layout', file, '-')
  for (const word of ['Alpenhotel Muster', 'CB-300-1184', 'I confirm that the work', 'Reception of the hotel ·']) check(text.includes(word), `"${word}" is text`)
  equal(read('pdfimages', '-list', file).trim().split('\n').length, 2, 'no picture is in the paper')
}

/** Page and rectangle of the field that the form marks for the customer, in points from the top left. */
function markedField({ acroform, pages, qpdf: [, objects] }) {
  const field = acroform.fields.find((one) => one.fieldtype === '/Sig' && one.fullname === 'customer_signature')
  const [left, bottom, right, top] = objects[`obj:${field.annotation.object}`].value['/Rect']
  const [, , , height] = objects[`obj:${pages[field.pageposfrom1 - 1].object}`].value['/MediaBox']
  return { page: String(field.pageposfrom1), box: { left, right, top: height - top, bottom: height - bottom } }
}

/** The round-capped lines of a page that Poppler drew as SVG, from left to right, in points of the page. */
function inkLines(svg) {
  const found = svg.matchAll(/<path style="fill:none;[^"]*stroke-linecap:round[^"]*" d="([^"]+)" transform="matrix\(([^)]+)\)"/g)
  return [...found].map(([, path, matrix]) => {
    const [a, , , d, e, f] = matrix.split(',').map(Number)
    const numbers = path.match(/-?[\d.]+/g).map(Number)
    const xs = numbers.filter((_, index) => index % 2 === 0).map((x) => a * x + e)
    const ys = numbers.filter((_, index) => index % 2 === 1).map((y) => d * y + f)
    return { left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys), curves: path.split('C').length - 1 }
  }).sort((one, other) => one.left - other.left)
}

process.exit(await perform({ vans: 1 }, async (stage, run) => {
  await run('1', 'a report is filled in and opened to be signed', openReport)
  await run('2', 'finger, pen and mouse draw; cleared, it is empty; undone strokes come back', draw, '1')
  await run('3', 'signed, the strokes are lines in the marked field and the text is text', readBack, '2')
}))
