// @ts-check
import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** A data folder on a disk so small that it can be filled; a usual folder where this machine lets nobody mount. */
export class Disk {
  folder
  small
  #filler

  /** @param {string} folder @param {boolean} small */
  constructor(folder, small) {
    this.folder = folder
    this.small = small
    this.#filler = join(folder, 'filler')
  }

  /** @param {string} folder */
  static open(folder) {
    mkdirSync(folder, { mode: 0o700 })
    try {
      execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m,mode=700', 'tmpfs', folder], { stdio: 'ignore' })
      return new Disk(folder, true)
    } catch {
      return new Disk(folder, false)
    }
  }

  fill() {
    const { bavail, bsize } = statfsSync(this.folder)
    try {
      writeFileSync(this.#filler, Buffer.alloc(bavail * bsize))
    } catch {
      // What fits is in it now.
    }
  }

  free() {
    rmSync(this.#filler, { force: true })
  }

  close() {
    this.free()
    if (this.small) execFileSync('umount', ['-l', this.folder])
  }
}
