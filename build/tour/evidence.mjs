// @ts-check
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PROJECT } from '../freshness.mjs'
import { run } from '../processes.mjs'

/** What shows that a step has happened, from outside the window. */

const DEADLINE = 20_000

/**
 * Waits for something in the window.
 * @param {import('playwright-core').Locator} locator @param {string} what as the user would say it
 */
export async function seen(locator, what) {
  try {
    await locator.first().waitFor({ state: 'visible' })
  } catch {
    const text = await locator
      .page()
      .locator('[role=dialog], main')
      .last()
      .innerText({ timeout: 2000 })
      .catch(() => 'a window that does not answer')
    throw new Error(`expected: ${what}\nseen: ${text.replace(/\s+/g, ' ').slice(0, 400)}`)
  }
}

/** @param {boolean} holds @param {string} expected @param {string} found */
export function check(holds, expected, found) {
  if (!holds) throw new Error(`expected: ${expected}\nseen: ${found}`)
}

/**
 * Asks the terminal's door, a process of its own on the same data and keychain.
 * @param {readonly string[]} args @param {{ codes?: readonly number[] }} [expected] its exit codes, 0 unless said
 * @returns {Promise<string>} what it printed
 */
export async function keyturn(args, { codes = [0] } = {}) {
  const { code, stdout, stderr } = await run(
    process.execPath,
    [join(PROJECT, 'out', 'main', 'keyturn.js'), ...args],
    { what: `keyturn ${args[0]} ${args[1]}`, deadline: DEADLINE },
  )
  check(
    codes.includes(code ?? -1),
    `keyturn ${args.slice(0, 2).join(' ')} exits with ${codes.join(' or ')}`,
    `exit ${code}: ${stderr.trim()}`,
  )
  return stdout
}

/**
 * Sends one log line as an agent would.
 * @param {string} ingressUrl @param {string} authorization the header as it stands in the file
 * @returns {Promise<number>} the status of the answer
 */
export async function sendLine(ingressUrl, authorization) {
  const answer = await fetch(new URL('/logs/v1/singles', ingressUrl), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json' },
    body: JSON.stringify([{ applicationName: 'shop', subsystemName: 'edge', text: 'A line of the tour' }]),
    signal: AbortSignal.timeout(DEADLINE),
  })
  return answer.status
}

/**
 * No value may be where values have no place: in the window, in what the app wrote, in its data
 * folder with database and log, or in the tour's own folder.
 * @param {import('../tour.mjs').Tour} tour
 */
export async function checkLeaks(tour) {
  const home = process.env.KEYTURN_HOME ?? ''
  const files = [...(await filesIn(home)), ...(await filesIn(tour.folder))]
  for (const value of tour.values) {
    check(!tour.output().includes(value), 'no value in what the app writes', 'one of them')
    check(!tour.pictures.pages.some((page) => page.includes(value)), 'no value in the window', 'one of them')
    for (const file of files)
      check(!(await readFile(file)).includes(value), 'no value in any file', `one of them in ${file}`)
  }
  return `${tour.values.size} looked for in ${tour.pictures.pages.length} pages, the app's output and ${files.length} files: none found`
}

/** @param {string} folder */
async function filesIn(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
}
