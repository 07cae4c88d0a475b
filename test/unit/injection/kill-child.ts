import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Fs, type FsFile, nodeFs } from '../../../main/agents/config-file/fs.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { MemoryUseStore, type StoredUses } from '../../fakes/use-store.ts'
import { MemoryVault, must, refOf, world } from '../agents/world.ts'

/**
 * Injects a key into files, or restores what it injected, and kills itself with SIGKILL right before the nth step of
 * that which changes something. Prints `done` when it reaches the end. Its store and keychain are files in the folder,
 * for fixture keys only.
 */
export async function workAndDie(
  work: 'inject' | 'restore',
  folder: string,
  nth: number,
  files: readonly string[],
): Promise<void> {
  let armed = work === 'inject'
  let steps = 0
  const step = (): void => {
    if (armed && ++steps === nth) process.kill(process.pid, 'SIGKILL')
  }
  const { uses, vault } = openStores(folder, step)
  const changing = async <T>(job: () => Promise<T>): Promise<T> => {
    step()
    return job()
  }
  const wrap = (file: FsFile): FsFile => ({
    ...file,
    write: (from, offset, length) => changing(() => file.write(from, offset, length)),
    chmod: (mode) => changing(() => file.chmod(mode)),
    sync: () => changing(() => file.sync()),
  })
  const fs: Fs = {
    ...nodeFs,
    open: (path, flags, mode) => changing(async () => wrap(await nodeFs.open(path, flags, mode))),
    rename: (from, to) => changing(() => nodeFs.rename(from, to)),
    syncFolder: (path) => changing(() => nodeFs.syncFolder(path)),
  }
  const { injection } = world({ fs, uses, vault })
  must(await injection.apply(must(await injection.plan(files, refOf('new'), [])).planId))
  if (work === 'restore') {
    armed = true
    must(await injection.restore(files.slice(0, 1), true))
  }
  process.stdout.write('done')
}

/** The store and the keychain of a folder; `step` is called before each change of them. */
export function openStores(folder: string, step: () => void = () => undefined) {
  const usesFile = join(folder, 'uses.json')
  const vaultFile = join(folder, 'vault.json')
  const uses = new MemoryUseStore(read<StoredUses>(usesFile), (state) => {
    step()
    writeFileSync(usesFile, JSON.stringify(state))
  })
  const vault = new MemoryVault()
  for (const [reference, value] of Object.entries(read<Record<string, string>>(vaultFile) ?? {}))
    vault.items.set(reference, Secret.of(value))
  const set = vault.set.bind(vault)
  vault.set = async (reference, value) => {
    step()
    const result = await set(reference, value)
    const items = [...vault.items].map(([name, secret]) => [name, secret.expose((text) => text)])
    writeFileSync(vaultFile, JSON.stringify(Object.fromEntries(items)))
    return result
  }
  return { uses, vault }
}

function read<T>(path: string): T | undefined {
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as T
  } catch {
    return undefined
  }
}

const [folder, nth, ...files] = process.argv.slice(2)
const work = process.env.KEYTURN_KILL_CHILD
if ((work === 'inject' || work === 'restore') && folder !== undefined)
  await workAndDie(work, folder, Number(nth), files)
