import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { type Files, shippedFolders, sourceFiles, withoutComments } from './source-files.ts'

const folders = ['.ci', 'build', 'docs', 'main', 'preload', 'renderer', 'shared', 'test']
const rootFiles = [
  /^(README|ARCHITECTURE|SECURITY|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^package(-lock)?\.json$/,
  /^electron\.vite\.config\.ts$/,
  /^vitest(\.[a-z0-9]+)?\.config\.ts$/,
  /^tsconfig(\.[a-z]+)?\.json$/,
  /^(biome|knip)\.jsonc?$/,
  /^\.(gitignore|gitattributes|editorconfig|npmrc|nvmrc|node-version)$/,
]
// What git ignores: made here, not part of the tree.
const made = ['.git', '.cache', 'node_modules', 'out', 'dist', 'test-results', '.DS_Store']

const strangers = (entries: readonly string[]): string[] =>
  entries.filter(
    (name) =>
      !folders.includes(name) &&
      !made.includes(name) &&
      !name.endsWith('.log') &&
      !rootFiles.some((known) => known.test(name)),
  )

// The domain is one page that is read as a whole.
const mayBeLong = ['shared/model.ts']

const rules: readonly { readonly what: string; readonly breaks: (path: string, code: string) => boolean }[] =
  [
    {
      what: 'longer than 300 lines',
      breaks: (path, code) => !mayBeLong.includes(path) && code.split('\n').length > 301,
    },
    { what: 'an enum', breaks: (_, code) => /^\s*(export\s+)?(declare\s+)?(const\s+)?enum\s/m.test(code) },
    { what: 'a barrel', breaks: (path, code) => isBarrel(path, code) },
    {
      what: 'a file for anything',
      breaks: (path) => /(^|\/)(utils?|helpers?|common|misc|shared|lib)\.[cm]?[jt]sx?$/.test(path),
    },
    {
      what: 'a branch for tests alone',
      breaks: (_, code) =>
        /\bVITEST\b|NODE_ENV\s*[!=]==?\s*['"]test|import\.meta\.vitest|\bPLAYWRIGHT\b|JEST_WORKER/.test(code),
    },
    {
      what: 'a silenced tool',
      breaks: (path, code) => silences(path, code),
    },
    {
      what: 'a name that is not kebab-case (PascalCase for components)',
      breaks: (path) => !/(^|\/)([a-z0-9]+([.-][a-z0-9]+)*|[A-Z][A-Za-z0-9]*)\.[cm]?[jt]sx?$/.test(path),
    },
  ]

/**
 * The linter is told off only in the window and the build, one named rule at a time and with the reason; never where
 * values are handled. The compiler is told off nowhere.
 */
function silences(path: string, code: string): boolean {
  if (/eslint-disable|@ts-ignore|@ts-nocheck/.test(code)) return true
  const all = code.match(/biome-ignore.*/g) ?? []
  const reasoned =
    /^biome-ignore(-all|-start|-end)? lint\/(?!security|style\/noRestricted)[a-z0-9]+\/\w+: \S+ \S+/
  return !(/^(renderer|build)\//.test(path) ? all.every((line) => reasoned.test(line)) : all.length === 0)
}

function isBarrel(path: string, code: string): boolean {
  if (/^\s*export\s+\*\s/m.test(code)) return true
  if (/(^|\/)index\.tsx?$/.test(path)) return path !== 'main/index.ts' && path !== 'preload/index.ts'
  const rest = withoutComments(code).replace(/^\s*export\s[^'"]*from\s*['"][^'"]+['"];?\s*$/gm, '')
  return rest.trim() === '' && code.trim() !== ''
}

const found = (files: Files): string[] =>
  [...files].flatMap(([path, code]) =>
    rules.filter(({ breaks }) => breaks(path, code)).map(({ what }) => `${path}: ${what}`),
  )

describe('the tree', () => {
  it('has at its root what belongs there', () => expect(strangers(readdirSync('.'))).toEqual([]))

  it('keeps the rules of the house', () =>
    expect(found(sourceFiles([...shippedFolders, 'build']))).toEqual([]))

  it.each(['src', 'lib', 'keyturn.db', 'notes.md', '.env', 'packages'])('notices at the root: %s', (name) =>
    expect(strangers([name])).toEqual([name]),
  )

  it.each([
    ['longer', 'main/a.ts', 'a\n'.repeat(302)],
    ['enum', 'main/a.ts', 'export enum A { B }'],
    ['enum', 'main/a.ts', 'const enum A { B }'],
    ['barrel', 'main/a.ts', "export { a } from './b.ts'\nexport type { C } from './c.ts'\n"],
    ['barrel', 'main/a.ts', "export * from './b.ts'\nconst x = 1"],
    ['barrel', 'main/keys/index.ts', 'export const a = 1'],
    ['anything', 'main/utils.ts', 'export const a = 1'],
    ['tests', 'main/a.ts', 'if (process.env.VITEST) x()'],
    ['tests', 'main/a.ts', "if (process.env.NODE_ENV === 'test') x()"],
    ['silenced', 'main/a.ts', '// @ts-ignore\nx()'],
    ['silenced', 'main/a.ts', '// biome-ignore lint: no\nx()'],
    ['silenced', 'main/a.ts', '// biome-ignore lint/a11y/noAutofocus: the field is alone\nx()'],
    ['silenced', 'renderer/a.ts', '// biome-ignore lint: the field is alone\nx()'],
    ['silenced', 'renderer/a.ts', '// biome-ignore lint/a11y/noAutofocus: no\nx()'],
    ['kebab', 'main/a_b.ts', 'export const a = 1'],
    ['kebab', 'main/aB.ts', 'export const a = 1'],
  ])('notices: %s', (what, path, code) => {
    expect(found(new Map([[path, code]]))).toEqual([expect.stringContaining(what)])
  })

  it('reads the word in prose as prose', () =>
    expect(found(new Map([['main/a.ts', "const text = 'an enum of things'"]]))).toEqual([]))
})
