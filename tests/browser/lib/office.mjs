// The office app as a person uses it: by its screens only.
import { check } from './steps.mjs'

export class Office {
  constructor(page, url) {
    this.page = page
    this.url = url
  }

  at = (testId) => this.page.getByTestId(testId)

  async go(path) {
    await this.page.goto(this.url + path)
  }

  async signIn(login, password) {
    await this.go('/sign-in')
    await this.at('sign-in-login').fill(login)
    await this.at('sign-in-password').fill(password)
    await this.at('sign-in-submit').click()
    await this.at('user-menu').waitFor()
  }

  /** One's own, by the user's menu. */
  async changePassword(current, next) {
    await this.at('user-menu').click()
    await this.at('change-password').click()
    await this.at('password-current').fill(current)
    for (const field of ['new', 'again']) await this.at(`password-${field}`).fill(next)
    await this.at('password-submit').click()
    await this.at('password-done').waitFor()
    await this.page.keyboard.press('Escape')
  }

  async pick(field, search, title = search) {
    const input = this.at(`field-${field}`)
    await input.click()
    await input.fill(search)
    await this.page.getByRole('option').filter({ hasText: title }).first().click()
  }

  async choose(field, label) {
    await this.at(`field-${field}`).click()
    await this.page.getByRole('option', { name: label, exact: true }).click()
  }

  /** Fills the form that is open; a value is text, or {pick: "search"}, or {choose: "label"}. */
  async fill(values) {
    for (const [field, value] of Object.entries(values)) {
      if (value?.pick) await this.pick(field, value.pick, value.title)
      else if (value?.choose) await this.choose(field, value.choose)
      else await this.at(`field-${field}`).fill(String(value))
    }
  }

  /** Makes a record with its form; the id of the record that opens then. */
  async create(path, values) {
    await this.go(`/records/${path}/new`)
    await this.at('record-form').waitFor()
    await this.fill(values)
    await this.at('form-save').click()
    await this.page.waitForURL(/\/[0-9a-f]{8}-[0-9a-f-]{27}$/).catch(async () => {
      const said = await this.page.locator('[role=alert], .mantine-InputWrapper-error').allInnerTexts()
      check(false, `a new record of ${path} is accepted; the form says: ${said.join(' · ')}`)
    })
    return this.page.url().split('/').pop()
  }

  async edit(path, id, values) {
    await this.go(`/records/${path}/${id}`)
    await this.at('edit-record').click()
    await this.fill(values)
    await this.at('form-save').click()
    await this.at('record-form').waitFor({ state: 'detached' })
  }

  async openJob(id, tab = 'overview') {
    await this.go(`/work-orders/${id}${tab === 'overview' ? '' : `?tab=${tab}`}`)
    await this.at(`tab-${tab}`).waitFor()
  }

  async tab(name) {
    await this.at(`tab-${name}`).click()
  }

  /** Drags a job of the tray, or a visit, onto a technician's lane at that hour. Returns the moment of the drop. */
  async drag(from, technician, hour) {
    await this.carry(from, technician, hour)
    const dropped = performance.now()
    await this.page.mouse.up()
    return dropped
  }

  /** The drag without its drop. */
  async carry(from, technician, hour) {
    const handle = from.tray ? this.at(`tray-${from.tray}`) : this.at(`visit-${from.visit}`)
    const lane = this.at(`lane-${technician}`)
    await handle.scrollIntoViewIfNeeded()
    await lane.scrollIntoViewIfNeeded()
    const [grip, box] = [await handle.boundingBox(), await lane.boundingBox()]
    const place = { x: grip.x + Math.min(16, grip.width / 4), y: grip.y + 12 }
    // The board shows 06:00 to 20:00; what is carried hangs 16 px right of its start, or where it was gripped.
    const x = box.x + ((hour - 6) / 14) * box.width + (from.tray ? 16 : place.x - grip.x) + 2
    await this.page.mouse.move(place.x, place.y)
    await this.page.mouse.down()
    await this.page.mouse.move(x - 40, box.y + 30, { steps: 4 })
    await this.page.mouse.move(x, box.y + 30, { steps: 4 })
    await this.at('drag-label').waitFor()
  }

  /** The reasons of a refusal that is shown; it is closed then, so that the next one can be told from it. */
  async refusal() {
    const shown = this.at('refusal').last()
    await shown.waitFor()
    const text = await shown.innerText()
    for (const close of await this.page.locator('.mantine-Notification-closeButton').all()) await close.click().catch(() => {})
    await this.page.locator('.mantine-Notification-root').first().waitFor({ state: 'detached', timeout: 10_000 }).catch(() => {})
    return text
  }

  /** A move of the record that is open, wherever its button stands. */
  async act(name, input = {}) {
    const button = this.at(`action-${name}`).filter({ visible: true }).first()
    await this.page.locator(`[data-testid=action-${name}]:visible, [data-testid=more-actions]:visible`).first().waitFor()
    if (!(await button.isVisible())) await this.at('more-actions').first().click()
    await button.click()
    const dialog = this.at('action-dialog')
    if (await dialog.waitFor({ timeout: 1500 }).then(() => true, () => false)) {
      await this.fill(input)
      await this.at(`confirm-${name}`).click()
      await dialog.waitFor({ state: 'detached' })
    }
  }
}
