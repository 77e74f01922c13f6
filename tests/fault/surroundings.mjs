// What surrounds a van's program: a clock that can be set, and a disk of its own that can be filled.
import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { Company } from '../../deploy/local/company.mjs'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1'
const sharedMemory = '/dev/shm'
const asRoot = (...words) => execFileSync(process.getuid() === 0 ? words[0] : 'sudo', process.getuid() === 0 ? words.slice(1) : ['-n', ...words], { stdio: ['ignore', 'pipe', 'pipe'] })

/** What the library keeps of each process, and leaves behind when that is killed: name → number of the process. */
const clockFiles = () => new Map(readdirSync(sharedMemory).flatMap((name) => {
  const process = /^(?:sem\.)?faketime_(?:shm|sem)_(\d+)$/.exec(name)?.[1]
  return process ? [[name, process]] : []
}))

export class Surrounded extends Company {
  disks = []
  clocksBefore = clockFiles()

  /** The clock is read from a file, anew each second; the monotonic one goes on. */
  vanOptions(van) {
    if (!existsSync(library)) throw new Error(`${library} is missing; ./dev setup installs it (package libfaketime)`)
    this.setClock(van, van.clock ?? '+0')
    return {
      env: {
        ...process.env, LD_PRELOAD: library, FAKETIME_TIMESTAMP_FILE: path.join(van.folder, 'clock'), FAKETIME_CACHE_DURATION: '1', FAKETIME_DONT_FAKE_MONOTONIC: '1',
        // The sanitizers want to be the first library; the clock has to be. Leaks are looked for in every other run.
        ASAN_OPTIONS: 'verify_asan_link_order=0:detect_leaks=0',
      },
    }
  }

  /** "+400d", "-3h", "+0": as libfaketime has it. */
  setClock(van, offset) {
    van.clock = offset
    writeFileSync(path.join(van.folder, 'clock'), `${offset}\n`)
  }

  vanSettings(van, index) {
    const settings = super.vanSettings(van, index)
    const disk = settings.data.folder
    execFileSync('mkdir', ['-p', disk])
    asRoot('mount', '-t', 'tmpfs', '-o', `size=${Surrounded.diskMegabytes}m,mode=777`, 'tmpfs', disk)
    this.disks.push(disk)
    van.disk = disk
    return settings
  }

  /** Until nothing fits any more. */
  fillDisk(van) {
    try {
      execFileSync('dd', ['if=/dev/zero', `of=${path.join(van.disk, 'full')}`, 'bs=64k'], { stdio: 'ignore' })
    } catch {
      // That it ends with "no space left" is what it is for.
    }
  }

  freeDisk(van) {
    rmSync(path.join(van.disk, 'full'), { force: true })
  }

  async stop() {
    await super.stop()
    for (const disk of this.disks) asRoot('umount', disk)
    for (const [name, process] of clockFiles()) if (!this.clocksBefore.has(name) && !existsSync(`/proc/${process}`)) rmSync(path.join(sharedMemory, name), { force: true })
  }
}
Surrounded.diskMegabytes = 256
