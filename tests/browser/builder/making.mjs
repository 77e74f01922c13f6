// Making a record type on the builder's page: by mouse, by keys, and what the page says of mistakes.
import { waitFor } from '../../../deploy/local/processes.mjs'
import { accessible } from '../lib/axe.mjs'
import { check, equal } from '../lib/steps.mjs'

export const path = 'own-boiler-log'

export async function choose(office, testId, label) {
  await office.at(testId).click()
  await office.page.getByRole('option', { name: label, exact: true }).click()
}

/** Several of a list that stays open. */
async function chooseMany(office, testId, labels) {
  await office.at(testId).click({ force: true })
  for (const label of labels) await office.page.getByRole('option', { name: label, exact: true }).click()
  await office.page.keyboard.press('Escape')
}

export async function save(office) {
  await office.at('builder-save').click()
  const confirm = office.at('builder-confirm-save')
  if (await confirm.waitFor({ timeout: 800 }).then(() => true, () => false)) await confirm.click()
  await office.at('builder-saved').last().waitFor().catch(async () => {
    const said = await office.page.locator('[role=alert], .mantine-InputWrapper-error').allInnerTexts()
    check(false, `the builder saves; it says: ${said.join(' · ')}`)
  })
  for (const close of await office.page.locator('.mantine-Notification-closeButton').all()) await close.click().catch(() => {})
}

/** Carries a kind from the palette to below the card of that field, or into the empty form. */
async function drag(office, kind, below) {
  const from = await office.at(`kind-${kind}`).boundingBox()
  const target = below ? office.at(`card-${below}`) : office.at('field-canvas')
  await target.scrollIntoViewIfNeeded()
  const to = await target.boundingBox()
  const { mouse } = office.page
  await mouse.move(from.x + 20, from.y + 12)
  await mouse.down()
  await mouse.move(from.x + 60, from.y + 30, { steps: 4 })
  await mouse.move(to.x + to.width / 3, to.y + to.height - 8, { steps: 12 })
  await mouse.up()
}

const order = (office) => office.page.locator('.field-card').evaluateAll((cards) => cards.map((card) => card.dataset.testid.slice(5)))

export async function refused(stage) {
  const { admin } = stage
  await admin.at('menu-types').click()
  await admin.at('new-type').waitFor()
  await stage.shot('builder-1-types', admin.page)
  await admin.at('new-type').click()
  await admin.at('type-label').fill('Boiler log')
  equal(await admin.at('type-key').inputValue(), 'boiler_log', 'the key that the name gives')
  await admin.at('builder-fields').click()
  await drag(admin, 'choice')
  await admin.at('panel-label').waitFor()
  await admin.at('builder-save').click()
  await admin.at('builder-verdict').filter({ hasText: '2 things to mend' }).waitFor()
  await admin.at('field-panel').getByText('A name is needed.').waitFor()
  await stage.shot('builder-2-refused', admin.page)
  // Refused by the hub, not by the page: a name that every record has.
  await admin.at('panel-label').fill('Version')
  await admin.at('choice-add').click()
  await admin.at('choice-0').fill('Good')
  await admin.at('builder-save').click()
  await admin.at('field-panel').getByText('there is a field of this name already').waitFor()
  equal((await stage.hub.list('custom-types', 'state = "active"')).length, 0, 'types in use after a refusal')
  await admin.at('remove-version').click()
}

export async function make(stage) {
  const { admin } = stage
  await admin.at('builder-basics').click()
  await admin.at('type-plural').fill('Boiler logs')
  await admin.at('type-label-de').fill('Kesselbuch')
  await admin.at('type-plural-de').fill('Kesselbücher')
  await admin.at('icon-flame').click()
  await admin.at('type-in-vans').check()
  await stage.shot('builder-3-name', admin.page)
  await admin.at('builder-fields').click()
  await drag(admin, 'text')
  await admin.at('panel-label').fill('Serial')
  await admin.at('panel-unique').check()
  await admin.at('panel-required').check()
  await drag(admin, 'decimal', 'serial')
  await admin.at('panel-label').fill('Pressure')
  await admin.at('panel-label-de').fill('Druck')
  await admin.at('panel-unit').fill('bar')
  await admin.at('panel-maximum').fill('3')
  // Pressed, a kind comes after the chosen field.
  await admin.at('kind-choice').click()
  await admin.at('panel-label').fill('Grade')
  for (const [index, label] of ['Good', 'Poor'].entries()) {
    await admin.at('choice-add').click()
    await admin.at(`choice-${index}`).fill(label)
  }
  // By the keyboard alone.
  await admin.at('kind-date').focus()
  await admin.page.keyboard.press('Enter')
  await admin.page.keyboard.type('Read on')
  await admin.at('kind-reference').focus()
  await admin.page.keyboard.press('Enter')
  await admin.at('panel-label').fill('Equipment')
  await admin.at('panel-refers').fill('Equipment')
  await admin.page.getByRole('option', { name: 'Equipment', exact: true }).click()
  equal(await order(admin), ['serial', 'pressure', 'grade', 'read_on', 'equipment'], 'the fields as they were put')
  await stage.shot('builder-3-fields', admin.page)
  await admin.at('up-read_on').click()
  equal(await order(admin), ['serial', 'pressure', 'read_on', 'grade', 'equipment'], 'one up by its button')
  await admin.at('grip-equipment').focus()
  await admin.page.keyboard.press('Space')
  await admin.page.waitForTimeout(120)
  await admin.page.keyboard.press('ArrowUp')
  await admin.page.waitForTimeout(300)
  await admin.page.keyboard.press('Space')
  await waitFor('the carried field at its new place', async () => (await order(admin)).join() === 'serial,pressure,read_on,equipment,grade')
  await states(stage)
  await admin.at('builder-preview').click()
  await admin.at('preview').getByText('Pressure').first().waitFor()
  await stage.shot('builder-3-preview', admin.page)
  await admin.at('builder-rights').click()
  await admin.at('grant-technician-read').waitFor()
  check(await admin.at('grant-dispatcher-create').isChecked(), 'dispatchers may make one')
  await stage.shot('builder-3-rights', admin.page)
  await save(admin)
  await admin.page.waitForURL(`**/types/${path}`)
}

async function states(stage) {
  const { admin } = stage
  await admin.at('builder-states').click()
  for (const [index, label] of ['Open', 'Done'].entries()) {
    await admin.at('state-add').click()
    await admin.at(`state-${index}`).fill(label)
  }
  await admin.at('unreached').filter({ hasText: 'Done' }).waitFor()
  for (const [index, [label, from, to]] of [['Finish', 'Open', 'Done'], ['Open again', 'Done', 'Open']].entries()) {
    await admin.at('move-add').click()
    await admin.at(`move-label-${index}`).fill(label)
    await chooseMany(admin, `move-from-${index}`, [from])
    await choose(admin, `move-to-${index}`, to)
  }
  equal(await admin.at('unreached').count(), 0, 'every state is reached')
  await stage.shot('builder-3-states', admin.page)
}

/** The page and the type's screens on smaller screens, in the dark, in German; nothing beyond the edge, nothing for axe. */
export async function narrow(stage) {
  const { admin, office } = stage
  const pages = [
    [admin, '/types', 'new-type'], [admin, `/types/${path}`, 'field-canvas'], [office, `/records/${path}`, 'list-count'], [office, `/records/${path}?show=board`, 'type-board'], [office, `/records/${path}?show=calendar`, 'calendar'],
    [office, `/records/${path}/new`, 'record-form'], [office, `/records/${path}/${stage.ids.log}`, 'edit-record'],
  ]
  const faults = []
  for (const width of [1440, 820, 360]) {
    for (const [who, address, hook] of pages) {
      await who.page.setViewportSize({ width, height: width === 360 ? 740 : 1000 })
      await who.go(address)
      await who.at(hook).first().waitFor()
      if (address === `/types/${path}`) await tabs(stage, who, width, faults)
      await look(stage, who, `builder-9-${width}${address.replaceAll(/[/?=]/g, '-').slice(0, 40)}`, faults)
    }
    for (const who of [admin, office]) await who.at('scheme-switch').click()
  }
  await german(stage, faults)
  check(faults.length === 0, faults.join('\n'))
}

async function tabs(stage, who, width, faults) {
  for (const tab of ['basics', 'states', 'rights', 'preview', 'fields']) {
    await who.at(`builder-${tab}`).click()
    await look(stage, who, `builder-9-${width}-${tab}`, faults)
  }
  await who.at('select-grade').click()
  await who.at('field-panel').waitFor()
}

async function look(stage, who, name, faults) {
  await who.page.waitForLoadState('networkidle')
  await stage.shot(name, who.page)
  const [wide, room] = await who.page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth])
  if (wide > room) faults.push(`${name} is ${wide} px wide of ${room}`)
  await accessible(who.page, name, ['.ec']).catch((error) => faults.push(error.message))
}

async function german(stage, faults) {
  const user = await stage.administrator.one('users', 'login = "admin@demo.example"')
  await stage.administrator.change('users', user.id, { language: 'de' })
  const german = await stage.officePage('german', undefined, { login: 'admin@demo.example', locale: 'de-LI' })
  await german.go(`/records/${path}`)
  await german.at('page-title').filter({ hasText: 'Kesselbücher' }).waitFor()
  await german.at('head-gauge').filter({ hasText: 'Druck' }).waitFor()
  await german.go(`/types/${path}`)
  await german.at('field-canvas').waitFor()
  await look(stage, german, 'builder-9-german', faults)
}
