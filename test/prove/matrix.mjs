// @ts-check
import { appendFileSync, chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { parseArgs } from 'node:util'
import { findTool } from '../../build/processes.mjs'
import { Disk } from './disk.mjs'
import { Scene } from './scene.mjs'
import { Terminal } from './terminal.mjs'
import { Vendor } from './vendor.mjs'

/*
 * Every fault at every arrow of a rotation, with the built terminal, the sandbox and a keychain:
 *
 *   node test/session/session.mjs -- node test/prove/matrix.mjs [--cells 12]
 *
 * A rotation is killed when it comes to an arrow; the fault begins; it is resumed with the fault, and what must hold
 * is looked at; the fault ends; it is resumed, or undone in every other cell, and must come to a clean end.
 */

const { values: options } = parseArgs({
  options: { cells: { type: 'string' }, only: { type: 'string', default: '' } },
})

/** @typedef {{ scene: Scene, vendor: Vendor, disk: Disk, checker: string, arrow: string }} Cell */
/** @typedef {{ begin(cell: Cell): Promise<void> | void, end(cell: Cell): Promise<void> | void, killed?: boolean }} Fault */

/** Each arrow, and the evidence after which it is next. */
const arrows = /** @type {const} */ ({
  create: null,
  write: 'create',
  check: 'write',
  reload: 'check',
  adopt: 'reload',
  canary: 'adopt',
  watch: 'canary',
  cut: 'watch',
  soak: 'cut',
  delete: 'soak',
})

/** @param {object} fault @returns {Fault} */
const atVendor = (fault) => ({
  begin: async ({ vendor }) => {
    await vendor.clearFaults()
    await vendor.setFault({ server: 'api', ...fault })
  },
  end: ({ vendor }) => vendor.clearFaults(),
})

/** @param {'still' | 'moving'} lies @returns {Fault} */
const lying = (lies) => ({
  begin: ({ scene }) => {
    scene.agent.lies = lies
  },
  end: ({ scene }) => {
    scene.agent.lies = 'no'
  },
})

/** @type {Readonly<Record<string, Fault>>} */
const faults = {
  'kill -9': { begin: () => {}, end: () => {}, killed: true },
  'vendor 500': atVendor({ kind: 'status', status: 500 }),
  403: atVendor({ kind: 'status', status: 403 }),
  'answer lost': atVendor({ kind: 'lost', when: 'after' }),
  timeout: atVendor({ kind: 'slow', delayMs: 120_000, when: 'after', times: 1 }),
  'checker refuses': {
    begin: ({ checker }) => writeFileSync(checker, ''),
    end: ({ checker }) => rmSync(checker, { force: true }),
  },
  'reload does nothing': lying('still'),
  'reload lies': lying('moving'),
  'ingestion refused': {
    begin: async ({ vendor }) => {
      await vendor.clearFaults()
      await vendor.setFault({ server: 'ingress', kind: 'status', status: 401 })
    },
    end: ({ vendor }) => vendor.clearFaults(),
  },
  'disk full': {
    begin: ({ disk }) => {
      // What the log of the database has to spare would take some more steps.
      terminal?.emptyLog()
      disk.fill()
    },
    end: ({ disk }) => disk.free(),
  },
  'target changed': {
    begin: ({ scene }) => appendFileSync(scene.config, '# somebody else was here\n'),
    end: () => {},
  },
}

const folder = mkdtempSync(join(tmpdir(), 'keyturn-prove-matrix-'))
const disk = Disk.open(join(folder, 'disk'))
const vendor = await Vendor.start()
const checker = join(folder, 'checker-refuses')
/** @type {Terminal | undefined} */
let terminal
/** @type {Record<string, Record<string, string>>} */
const table = {}
/** @type {string[]} */
const problems = []

/** The real checker, until it is told to refuse. */
function checkerFolder() {
  const own = mkdtempSync(join(folder, 'bin-'))
  const file = join(own, 'promtool')
  writeFileSync(
    file,
    `#!/bin/sh\n[ -e '${checker}' ] && echo refused && exit 1\nsleep 0.3\nexec '${findTool('promtool')}' "$@"\n`,
  )
  chmodSync(file, 0o755)
  return own
}

/** @param {Terminal} terminal @param {string} arrow @param {string} name @param {number} n */
async function cell(terminal, arrow, name, n) {
  const fault = faults[name]
  if (!fault) throw new Error(`there is no fault ${name}`)
  const before = arrows[/** @type {keyof typeof arrows} */ (arrow)]
  const scene = await atArrow(terminal, arrow, `cell-${n}`)
  const here = { scene, vendor, disk, checker, arrow }
  /** @type {string[]} */
  const wrong = []
  try {
    wrong.push(...(await scene.wrong({ ask: false })).map((text) => `at the arrow: ${text}`))
    await fault.begin(here)
    const onwards = before === null ? scene.rotate() : ['rotate', '--resume', scene.id]
    const ended = await terminal.run(
      onwards,
      fault.killed ? { until: () => terminal.evidence(scene.id).some((row) => row.step === arrow) } : {},
    )
    if (ended.code === null && !fault.killed) wrong.push('with the fault: it had to be ended')
    // A full disk has no exit code of its own.
    if (ended.code === 1 && name !== 'disk full')
      wrong.push(`with the fault: unexpected: ${ended.stderr.slice(0, 300)}`)
    await fault.end(here)
    wrong.push(...(await scene.wrong()).map((text) => `with the fault (exit ${ended.code}): ${text}`))
    const back = n % 2 === 1
    wrong.push(...(await toItsEnd(terminal, scene, back ? '--undo' : '--resume')))
    const said = fault.killed ? 'killed' : `exit ${ended.code}`
    return { wrong, said: `${said}, ${back ? 'undone' : 'resumed'}` }
  } finally {
    await fault.end(here)
    await scene.clear()
  }
}

/**
 * A rotation that was killed when it came to an arrow. Every step takes a moment then, so that the kill is in time;
 * where it was late all the same, another one is begun.
 *
 * @param {Terminal} terminal @param {string} arrow @param {string} name
 */
async function atArrow(terminal, arrow, name) {
  const before = arrows[/** @type {keyof typeof arrows} */ (arrow)]
  for (let tries = 0; tries < 4; tries++) {
    const scene = await new Scene({ vendor, terminal, folder, name: `${name}-${tries}` }).set()
    if (before === null) return scene
    scene.agent.delay = 300
    await vendor.setFault({ kind: 'slow', delayMs: 250 })
    /** @param {string} step */
    const has = (step) => terminal.evidence(scene.id).some((row) => row.step === step)
    await terminal.run(scene.rotate(), { until: () => has(before) })
    await vendor.clearFaults()
    scene.agent.delay = 0
    // A look at a config before the write is a check as well.
    const steps = terminal.evidence(scene.id).map(({ step }) => step)
    if (has(before) && !steps.slice(steps.lastIndexOf(before)).includes(arrow)) return scene
    await scene.clear()
  }
  throw new Error(`no rotation was killed in time before ${arrow}`)
}

/** @param {Terminal} terminal @param {Scene} scene @param {'--resume' | '--undo'} how */
async function toItsEnd(terminal, scene, how) {
  let ended = { code: /** @type {number | null} */ (0), stderr: '' }
  const first = scene.state()
  if (first === undefined) {
    ended = await terminal.run(scene.rotate())
  } else if (first !== 'done' && first !== 'undone') {
    ended = await terminal.run(['rotate', how, scene.id])
  }
  // A rotation that waits is gone on with by any later command; the word of a user where nothing can be proven.
  for (let tries = 0; tries < 12; tries++) {
    const state = scene.state()
    if (state === 'done' || state === 'undone') break
    const word = state === 'needs-you' ? ['--confirm', scene.config] : []
    await new Promise((resolve) => setTimeout(resolve, 400))
    ended = await terminal.run(['rotate', '--resume', scene.id, ...word])
  }
  const left = await scene.notClean()
  return left.map((text) => `after ${how} (exit ${ended.code}): ${text} ${ended.stderr.slice(0, 300)}`)
}

try {
  const path = `${checkerFolder()}${delimiter}${process.env.PATH}`
  terminal = await Terminal.start(vendor, {
    account: 'matrix',
    home: join(disk.folder, 'home'),
    env: { PATH: path },
  })
  const all = Object.keys(arrows).flatMap((arrow) => Object.keys(faults).map((name) => ({ arrow, name })))
  const wanted = all.filter(({ arrow, name }) => `${arrow} × ${name}`.includes(options.only))
  // A sample takes every arrow and every fault as often as it can.
  const step = options.cells ? Math.max(1, Math.floor(wanted.length / Number(options.cells))) : 1
  const chosen = wanted.filter((_, index) => index % step === 0)
  for (const [n, { arrow, name }] of chosen.entries()) {
    table[arrow] ??= {}
    if (name === 'disk full' && !disk.small) {
      table[arrow][name] = 'not possible here'
      continue
    }
    const { wrong, said } = await cell(terminal, arrow, name, n)
    table[arrow][name] = wrong.length === 0 ? `held (${said})` : 'BROKEN'
    problems.push(...wrong.map((text) => `${arrow} × ${name}: ${text}`))
    console.log(`${arrow} × ${name}: ${table[arrow][name]}`)
    for (const text of wrong) console.log(`  ${text}`)
  }
} finally {
  await terminal?.end()
  await vendor.stop()
  disk.close()
  if (existsSync(folder)) rmSync(folder, { recursive: true, force: true })
}
print()

function print() {
  const names = Object.keys(faults)
  console.log(`| arrow | ${names.join(' | ')} |\n| --- |${names.map(() => ' --- |').join('')}`)
  for (const [arrow, row] of Object.entries(table))
    console.log(`| ${arrow} | ${names.map((name) => row[name] ?? '').join(' | ')} |`)
  const cells = Object.values(table).flatMap((row) => Object.values(row))
  const held = cells.filter((text) => text.startsWith('held')).length
  console.log(`${held} of ${cells.length} cells held; ${problems.length} problems`)
  process.exitCode = problems.length === 0 ? 0 : 1
}
process.exit()
