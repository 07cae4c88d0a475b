import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { isAlive, waitFor } from '../../../build/processes.mjs'

const PROCESSES = new URL('../../../build/processes.mjs', import.meta.url).href

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'keyturn-processes-'))
})

afterEach(() => rm(folder, { recursive: true, force: true }))

/** Runs a script as npm does, under a shell; answers the shell and all that is written. */
async function underShell(script: string) {
  const file = join(folder, 'script.mjs')
  await writeFile(file, script)
  const env = { PATH: process.env.PATH ?? '', npm_lifecycle_event: 'start' }
  const shell = spawn('sh', ['-c', `'${process.execPath}' '${file}'; true`], { env })
  let output = ''
  shell.stdout.on('data', (text) => {
    output += text
  })
  return { shell, read: () => output }
}

describe.runIf(process.platform === 'linux')('what the scripts start', () => {
  it('ends also when only the shell between npm and the script is ended', async () => {
    const { shell, read } = await underShell(`
      import { attend } from '${PROCESSES}'
      const app = attend('sleep', ['60'], { what: 'the app' })
      console.log(process.pid)
      await app
    `)
    const pid = Number(await waitFor(() => /\d+\n/.exec(read())?.[0], { what: 'the script', deadline: 8000 }))
    expect(isAlive(pid)).toBe(true)
    shell.kill('SIGTERM')
    await waitFor(() => !isAlive(pid), { what: 'the script to end', deadline: 5000 })
  })

  it('is asked alone where it ends its own children', async () => {
    const { read } = await underShell(`
      import { attend } from '${PROCESSES}'
      const child = "trap 'echo child asked' TERM; echo up; for i in 1 2 3 4 5 6 7 8 9; do sleep 0.1; done"
      const parent = 'sh -c "$0" & trap "echo parent asked; wait; exit 0" TERM; wait'
      const app = attend('sh', ['-c', parent, child], { what: 'the app', alone: true })
      setTimeout(() => process.kill(process.pid, 'SIGTERM'), 400)
      await app
    `)
    await waitFor(() => read().includes('parent asked'), { what: 'the parent', deadline: 8000 })
    await new Promise((resolve) => setTimeout(resolve, 300))
    expect(read()).not.toContain('child asked')
  })
})
