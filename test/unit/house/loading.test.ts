import { describe, expect, it } from 'vitest'
import { importsOf } from './import-rules.ts'
import { sourceFiles, withoutComments } from './source-files.ts'

/** What these files load before anything is asked of them: everything but types and what they import later. */
function loadedBy(...entries: readonly string[]): ReadonlySet<string> {
  const files = sourceFiles(['main', 'shared'])
  const loaded = new Set<string>()
  const load = (path: string): void => {
    if (loaded.has(path)) return
    loaded.add(path)
    const now = withoutComments(files.get(path) ?? '').replace(/\bimport\(/g, 'later(')
    for (const { to, typeOnly } of importsOf(path, now)) if (!typeOnly) load(to)
  }
  for (const entry of entries) load(entry)
  return loaded
}

describe('what a command loads at its start', () => {
  it.each([
    ['the program', ['main/cli/keyturn.ts', 'main/cli/program.ts'], ['zod', 'undici']],
    ['what every command is built on', ['main/core.ts'], ['undici']],
    ['Coralogix over REST', ['main/providers/coralogix/coralogix.ts'], []],
  ])('%s', (_, entries, also) => {
    const loaded = loadedBy(...entries)
    expect(loaded.size).toBeGreaterThan(entries.length)
    const late = ['@grpc/grpc-js', 'protobufjs', ...also]
    expect([...loaded].filter((path) => late.some((name) => path.startsWith(name)))).toEqual([])
  })
})
