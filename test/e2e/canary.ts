import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { run } from '../../build/processes.mjs'

/**
 * Every value that the end-to-end run has seen, with what it is. All files of a run share one
 * process, and vitest may load this file anew for each of them: the list hangs on the process.
 */
const shared = globalThis as { keyturnValues?: Map<string, string> }
shared.keyturnValues ??= new Map()
const values = shared.keyturnValues

/** Notes a value that may be nowhere but in the keychain and in chosen config files. */
export function remember(value: string, what: string): string {
  if (value.length >= 12) values.set(value, what)
  return value
}

export const rememberedCount = (): number => values.size

/** Notes everything of Keyturn's that is in a session's unlocked keychain: values, admin keys, undo values. */
export async function rememberKeychain(env: NodeJS.ProcessEnv = process.env): Promise<void> {
  const { stdout } = await run('secret-tool', ['search', '--all', '--unlock', 'service', 'Keyturn'], {
    what: 'reading the keychain',
    deadline: 20_000,
    env,
  })
  for (const [, secret = ''] of stdout.matchAll(/^secret = (.*)$/gm))
    remember(secret, 'an item of the keychain')
}

/** Where any remembered value is in these files or folders, in any form that software writes text in. */
export function traces(
  roots: readonly string[],
  leaveOut: (path: string) => boolean = () => false,
): string[] {
  const wanted = [...values].map(([value, what]) => ({ what, forms: formsOf(value) }))
  return roots.flatMap(filesUnder).flatMap((path) => {
    if (leaveOut(path)) return []
    const content = contentOf(path)
    return wanted
      .filter(({ forms }) => forms.some((form) => content.includes(form)))
      .map(({ what }) => `${path}: ${what}`)
  })
}

/** The same for a text that is not in a file, such as what the app has printed or a picture's text. */
export function tracesInText(name: string, text: string): string[] {
  const content = Buffer.from(text)
  return [...values]
    .filter(([value]) => formsOf(value).some((form) => content.includes(form)))
    .map(([, what]) => `${name}: ${what}`)
}

/** UTF-8, UTF-16 as Chromium and Windows write it, hex, and base64 whatever stands before the value. */
function formsOf(value: string): readonly Buffer[] {
  const plain = Buffer.from(value)
  const base64 = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), plain]).toString('base64')
    // The letters at either end depend on what stands beside the value.
    return Buffer.from(text.slice(before === 0 ? 0 : 4, text.length - 4))
  })
  return [plain, Buffer.from(value, 'utf16le'), Buffer.from(plain.toString('hex')), ...base64]
}

function filesUnder(root: string): readonly string[] {
  let entries: ReturnType<typeof list>
  try {
    entries = list(root)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOTDIR' ? [root] : []
  }
  return entries.flatMap((entry) => {
    const path = join(root, entry.name)
    if (entry.isDirectory()) return filesUnder(path)
    return entry.isFile() ? [path] : []
  })
}

const list = (folder: string) => readdirSync(folder, { withFileTypes: true })

function contentOf(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch {
    // Gone meanwhile: a temporary file of something that still runs.
    return Buffer.alloc(0)
  }
}
