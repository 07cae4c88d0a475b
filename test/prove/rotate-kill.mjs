// @ts-check
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Scene } from './scene.mjs'
import { Terminal } from './terminal.mjs'
import { Vendor } from './vendor.mjs'

/*
 * Kills `rotate` with SIGKILL at random moments, resumes or undoes it, kills that as well now and then, and looks at
 * what must hold after each:
 *
 *   node test/session/session.mjs -- node test/prove/rotate-kill.mjs --kills 500
 */

const { values: options } = parseArgs({ options: { kills: { type: 'string', default: '500' } } })
const wanted = Number(options.kills)
const folder = mkdtempSync(join(tmpdir(), 'keyturn-prove-kills-'))
const vendor = await Vendor.start()
/** @type {string[]} */
const problems = []
/** Where the kills fell: the last evidence that was there. @type {Record<string, number>} */
const fell = {}
/** How long a run takes, in milliseconds. */
let usual = 0
const ends = { done: 0, undone: 0, rotations: 0 }
let kills = 0

/** @param {Terminal} terminal @param {number} n */
async function one(terminal, n) {
  const scene = await new Scene({ vendor, terminal, folder, name: `kill-${n}` }).set()
  ends.rotations += 1
  try {
    // As quick as can be: the more of the kills fall into a step, not into a wait.
    let words = scene.rotate('0s')
    const back = n % 3 === 0
    // Killed again and again, then it may come to its end.
    for (let left = 6; left > 0 && kills < wanted; left -= 1) {
      const began = Date.now()
      const ended = await terminal.run(words, { killAfter: usual * (0.1 + 0.9 * Math.random()) })
      // What ended by itself tells how long it takes now.
      if (ended.code !== null) usual = (usual + Date.now() - began) / 2
      else {
        kills += 1
        const last = terminal.evidence(scene.id).at(-1)?.step ?? 'nothing'
        fell[last] = (fell[last] ?? 0) + 1
      }
      problems.push(
        ...(await scene.wrong({ ask: false })).map((text) => `kill-${n} after ${words[1]}: ${text}`),
      )
      const state = scene.state()
      if (state === 'done' || state === 'undone') break
      if (state !== undefined) words = ['rotate', back ? '--undo' : '--resume', scene.id]
    }
    for (let tries = 0; tries < 15; tries++) {
      const state = scene.state()
      if (state === 'done' || state === 'undone') break
      const ended = await terminal.run(
        state === undefined
          ? scene.rotate('0s')
          : ['rotate', '--resume', scene.id, ...(state === 'needs-you' ? ['--confirm', scene.config] : [])],
      )
      if (ended.code === 1) problems.push(`kill-${n}: unexpected: ${ended.stderr.slice(0, 300)}`)
      await new Promise((resolve) => setTimeout(resolve, 300))
    }
    const state = scene.state()
    if (state === 'done' || state === 'undone') ends[state] += 1
    problems.push(...(await scene.notClean()).map((text) => `kill-${n} at its end: ${text}`))
  } finally {
    await scene.clear()
  }
}

/** @type {Terminal | undefined} */
let terminal
try {
  terminal = await Terminal.start(vendor, { account: 'kills' })
  const first = await new Scene({ vendor, terminal, folder, name: 'warm-up' }).set()
  const began = Date.now()
  await terminal.must(first.rotate('0s'))
  await first.clear()
  usual = Date.now() - began
  for (let n = 1; kills < wanted; n++) {
    await one(terminal, n)
    if (n % 10 === 0) console.log(`${kills} of ${wanted} kills, ${problems.length} problems`)
  }
} finally {
  await terminal?.end()
  await vendor.stop()
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems) console.log(`PROBLEM ${problem}`)
console.log(`the last evidence before a kill: ${JSON.stringify(fell)}`)
console.log(
  `${kills} kills in ${ends.rotations} rotations: ${ends.done} done, ${ends.undone} undone; ${problems.length} problems`,
)
process.exitCode = problems.length === 0 ? 0 : 1
process.exit()
