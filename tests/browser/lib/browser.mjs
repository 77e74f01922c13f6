// Chromium without its own business on the network; what pages complain about is kept.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { chromium } from 'playwright-core'

const flags = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--use-gl=angle', '--use-angle=swiftshader', '--enable-unsafe-swiftshader',
]

export class Browser {
  complaints = []

  async open() {
    this.home = mkdtempSync(path.join(tmpdir(), 'truckroll-chromium-'))
    this.chromium = await chromium.launch({
      executablePath: process.env.TRUCKROLL_CHROMIUM ?? '/usr/bin/chromium', args: flags, env: { ...process.env, HOME: this.home },
    })
    return this
  }

  /** A page with a session of its own. */
  async page(name, viewport, options = {}) {
    const context = await this.chromium.newContext({ viewport, locale: 'en-GB', timezoneId: 'Europe/Vaduz', ...options })
    const page = await context.newPage()
    page.setDefaultTimeout(10000)
    page.on('pageerror', (error) => this.complaints.push(`${name}: ${error.message}`))
    return page
  }

  async close() {
    await this.chromium?.close()
    rmSync(this.home, { recursive: true, force: true })
  }
}
