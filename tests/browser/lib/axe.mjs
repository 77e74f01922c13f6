// What axe has to say of a page as it is shown now: rules of WCAG 2.2 up to AA, and the contrast of AAA.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { check } from './steps.mjs'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

/** Throws with every fault and where it is; `without` are parts that are not the app's own, such as the map's canvas. */
export async function accessible(page, name, without = []) {
  await page.evaluate(source)
  const faults = await page.evaluate(async ({ tags, without }) => {
    const { violations } = await window.axe.run({ exclude: without.map((one) => [one]) }, { runOnly: { type: 'tag', values: tags }, rules: { 'color-contrast-enhanced': { enabled: true } }, resultTypes: ['violations'] })
    return violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.target.join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}${nodes.length > 3 ? ` and ${nodes.length - 3} more` : ''}`)
  }, { tags, without })
  check(faults.length === 0, `${name} passes axe:\n${faults.join('\n')}`)
}
