// The van's app as a technician uses it, on the touch screen of one van.
import { check } from './steps.mjs'

export class VanApp {
  constructor(page, van) {
    this.page = page
    this.van = van
  }

  at = (testId) => this.page.getByTestId(testId)

  async go(path = '#/') {
    await this.page.goto(`${this.van.url}/${path}`)
  }

  async job(visit, screen = '') {
    await this.page.evaluate((to) => { location.hash = to }, `#/job/${visit}${screen && `/${screen}`}`)
  }

  /** What the agent itself says. */
  async get(path) {
    const reply = await fetch(this.van.url + path)
    check(reply.ok, `the van answers ${path} (HTTP ${reply.status})`)
    return reply.json()
  }

  async post(path, input = {}) {
    const reply = await fetch(this.van.url + path, { method: 'POST', body: JSON.stringify(input), headers: { 'Content-Type': 'application/json' } })
    return { status: reply.status, body: await reply.json().catch(() => null) }
  }

  visit = (id) => this.get(`/api/visits/${id}`)

  async has(visit) {
    const today = await this.get('/api/today')
    return [...today.visits, ...today.next].filter((card) => card.id === visit).length
  }

  async press(action) {
    await this.at(`action-${action}`).first().click()
  }

  /** Presses an action of the job that is open and waits until the screen shows the state. */
  async move(visit, action, state) {
    await this.job(visit)
    await this.press(action)
    await this.until(visit, (one) => one.state === state, `${action} leads to ${state}`)
  }

  async until(visit, holds, what, timeoutMs = 40_000) {
    const end = performance.now() + timeoutMs
    let seen
    do {
      seen = await this.visit(visit)
      if (holds(seen)) return seen
      await new Promise((resolve) => setTimeout(resolve, 60))
    } while (performance.now() < end)
    const said = await this.page.getByTestId('refusal').allInnerTexts()
    check(false, `${what}; it is ${seen.state}${said.length ? `, the screen says: ${said.join(' · ')}` : ''}`)
  }

  /** Types as a wedge scanner does: quickly, with Enter at the end. */
  async scan(code) {
    // All keys are on their way at once, as a scanner's: one after the other, a busy machine types like a person.
    await Promise.all([...code, 'Enter'].map((key) => this.page.keyboard.press(key)))
  }

  async sign() {
    const box = await this.at('signature-canvas').boundingBox()
    const point = (x, y) => [box.x + box.width * x, box.y + box.height * y]
    for (const stroke of [[[0.15, 0.7], [0.25, 0.2], [0.35, 0.75], [0.45, 0.3]], [[0.5, 0.65], [0.6, 0.35], [0.72, 0.6], [0.85, 0.4]]]) {
      await this.page.mouse.move(...point(...stroke[0]))
      await this.page.mouse.down()
      for (const place of stroke.slice(1)) await this.page.mouse.move(...point(...place), { steps: 8 })
      await this.page.mouse.up()
    }
  }
}
