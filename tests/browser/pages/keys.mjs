// The keyboard alone: Tab comes to everything that can be pressed, what has the focus shows it, nothing holds it fast.
import { settled } from './tour.mjs'

/** Walks through the page by Tab; tells what was not reached, or is not seen to have the focus. */
export async function walk(page, say) {
  await settled(page)
  await page.evaluate(prepare)
  const most = 40 + (await page.evaluate(() => window.wanted.size))
  for (let step = 0; step < most; step++) {
    await page.keyboard.press('Tab')
    const { unseen, over } = await page.evaluate(arrive)
    if (unseen) say(`${unseen} does not show that it has the focus`)
    if (over) break
  }
  for (const one of await page.evaluate(() => [...window.wanted].filter((one) => one.isConnected && one.checkVisibility({ visibilityProperty: true })).map(window.nameOf))) say(`Tab does not come to ${one}`)
}

/** In the page: what can be pressed or typed into, except for what arrow keys lead to within a group. */
function prepare() {
  window.nameOf = (one) => `${one.tagName.toLowerCase()} “${one.dataset.testid ?? one.getAttribute('aria-label') ?? one.textContent.trim().slice(0, 40)}”`
  const all = document.querySelectorAll('a[href], button, input, select, textarea, [role=button], [role=tab], [role=checkbox], [role=option]')
  const stands = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.disabled && !one.closest('[inert], [aria-hidden=true], .maplibregl-map, .ec')
  // Of a group with one stop (tabs, radio buttons, rows beside a reader, the row's box that "x" ticks) the stop stands for all.
  const stop = (one) => one.tabIndex >= 0 && one.type !== 'file' && !(one.type === 'radio' && !one.checked)
  window.wanted = new Set([...all].filter((one) => stands(one) && stop(one)))
  window.before = undefined
  window.passed = 0
  document.activeElement?.blur()
  const look = (one) => [one, one.parentElement, one.closest('label'), one.closest('.mantine-Input-input')].filter(Boolean).map((part) => { const { outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor } = getComputedStyle(part); return [outlineStyle, outlineWidth, boxShadow, borderColor, backgroundColor].join() }).join(';')
  window.look = look
  window.looks = new Map([...window.wanted].map((one) => [one, look(one)]))
}

/** In the page, after each Tab. Over when the focus has left the page or come round. */
function arrive() {
  const one = document.activeElement
  if (!one || one === document.body) return { over: ++window.passed > 1 || window.wanted.size === 0 }
  const first = window.wanted.delete(one)
  const before = window.looks.get(one)
  const outline = getComputedStyle(one)
  const shown = (outline.outlineStyle !== 'none' && parseFloat(outline.outlineWidth) >= 1) || (before !== undefined && before !== window.look(one))
  return { unseen: first && !shown ? window.nameOf(one) : undefined, over: window.wanted.size === 0 }
}
