// Chromium without its own business on the network; what pages complain about is kept.
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
]

export class Browser {
  complaints = []

  /** authority: PEM, trusted as a user installs one. camera: a made-up one, which pages may use. */
  async open({ authority = '', camera = false } = {}) {
    this.home = mkdtempSync(path.join(tmpdir(), 'truckroll-chromium-'))
    if (authority) this.trust(authority)
    const args = camera ? [...flags, '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'] : flags
    this.chromium = await chromium.launch({
      executablePath: process.env.TRUCKROLL_CHROMIUM ?? '/usr/bin/chromium', args, env: { ...process.env, HOME: this.home },
    })
    return this
  }

  trust(authority) {
    const folder = path.join(this.home, '.pki/nssdb')
    mkdirSync(folder, { recursive: true })
    const database = ['-d', `sql:${folder}`]
    execFileSync('certutil', ['-N', ...database, '--empty-password'])
    execFileSync('certutil', ['-A', ...database, '-n', 'van', '-t', 'C,,'], { input: authority })
  }

  /** A page with a session of its own. */
  async page(name, viewport, options = {}) {
    const context = await this.chromium.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/Vaduz', ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(40_000)  // a patience, not a goal: machines have bad minutes
    page.on('pageerror', (error) => this.complaints.push(`${name}: ${error.message}`))
    return page
  }

  async close() {
    await this.chromium?.close()
    rmSync(this.home, { recursive: true, force: true })
  }
}
