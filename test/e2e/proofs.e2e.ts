import { join } from 'node:path'
import { expect, it } from 'vitest'
import { run } from '../../build/processes.mjs'

/* A sample of what `npm run prove` does in full. */

const minutes = 60_000

async function proof(name: string, ...args: readonly string[]): Promise<string> {
  const file = join(import.meta.dirname, '../prove', `${name}.mjs`)
  const what = `${name} ${args.join(' ')}`
  const { code, stdout, stderr } = await run(process.execPath, [file, ...args], {
    what,
    deadline: 4 * minutes,
  })
  console.log(stdout)
  expect({ code, stderr, problems: stdout.split('\n').filter((line) => line.startsWith('PROBLEM')) }).toEqual(
    { code: 0, stderr: '', problems: [] },
  )
  return stdout
}

it(
  'a real Prometheus is refused nothing and misses no sample while its key is rotated',
  async () => {
    const said = await proof('prometheus', '--rotations', '2', '--watch', '2s')
    expect(said).toMatch(/in-file: 2 rotations, 2 new keys; .* 0 missing, .*; 0 requests refused/)
    expect(said).toMatch(/key-file: 2 rotations, 2 new keys; .* 0 missing, .*; 0 requests refused/)
  },
  5 * minutes,
)

it(
  'whatever fails at whichever arrow, the old key works or the new one',
  async () => {
    expect(await proof('matrix', '--cells', '7')).toMatch(/\d+ of \d+ cells held; 0 problems/)
  },
  5 * minutes,
)

it(
  'a rotation that is killed at any moment is gone on with or undone',
  async () => {
    expect(await proof('rotate-kill', '--kills', '5')).toMatch(/kills in \d+ rotations: .*; 0 problems/)
  },
  5 * minutes,
)
