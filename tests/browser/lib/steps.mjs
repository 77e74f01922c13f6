// The steps of the day: each is run, timed and told in one line; a failed one is told with its cause and the day goes on
// where it can.
import { writeFileSync } from 'node:fs'

export class Refuted extends Error {}

/** Says what was expected when it does not hold. */
export function check(holds, expectation) {
  if (!holds) throw new Refuted(expectation)
}

export function equal(found, wanted, what) {
  const [a, b] = [JSON.stringify(found), JSON.stringify(wanted)]
  if (a !== b) throw new Refuted(`${what}: expected ${b}, found ${a}`)
}

export class Steps {
  results = []

  /** onFailure(name) is told of each failure before the next step begins. */
  constructor(onFailure) {
    this.onFailure = onFailure
  }

  get failed() {
    return this.results.filter((one) => !one.holds).length
  }

  /**
   * Runs one step. `play` may return {seconds, goal}: what was measured, and the most it may be; else its whole time is
   * told without a goal. `needs`: an earlier step without which this one says nothing; it is then counted as failed.
   */
  async run(number, name, play, needs = []) {
    const missing = needs.find((other) => !this.results.find((one) => one.number === other)?.holds)
    const begun = performance.now()
    let measured = null
    let trouble = missing ? `needs step ${missing}` : ''
    if (!missing) {
      try {
        measured = await play()
        if (measured?.goal && measured.seconds > measured.goal) trouble = `took ${measured.seconds.toFixed(2)} s`
      } catch (error) {
        trouble = error instanceof Refuted ? error.message : shortCause(error)
      }
    }
    const seconds = measured?.seconds ?? (performance.now() - begun) / 1000
    const goal = measured?.goal ?? null
    this.results.push({ number, name, seconds, goal, holds: !trouble })
    const time = `${seconds.toFixed(1)} s${goal ? ` (goal ${goal} s)` : ''}`
    console.log(`${trouble ? 'not ok' : 'ok'}  ${number.padEnd(3)} ${name}  ${time}`)
    if (!trouble) return true
    console.log(trouble.replace(/^/gm, '        '))
    await this.onFailure?.(number)
    return false
  }

  /** Writes the measurements and says the result; the exit code. */
  finish(json) {
    if (json) writeFileSync(json, `${JSON.stringify(this.results.map(figureOf), null, 2)}\n`)
    console.log(`${this.results.length - this.failed} passed, ${this.failed} failed`)
    return this.failed ? 1 : 0
  }
}

/** The message and the places in the day's own files. */
function shortCause(error) {
  const [message, ...places] = String(error.stack ?? error).replace(/\u001b\[[0-9;]*m/g, '').split(/\n(?=\s+at )/)
  return [message, ...places.filter((one) => /tests\/browser\/(day|lib)\//.test(one) && !/lib\/steps/.test(one)).slice(0, 4)].join('\n')
}

function figureOf({ number, name, seconds, goal, holds }) {
  const value = Number(seconds.toFixed(3))
  return {
    name: `day ${number}: ${name}`, value, unit: 's', beside: goal ? 'limit' : null, beside_value: goal,
    ratio: goal ? Number((value / goal).toFixed(3)) : null, goal, holds,
  }
}
