import { dirname } from 'node:path'
import type { Fs } from '../agents/config-file/fs.ts'
import { errorCode } from '../agents/config-file/fs.ts'
import { readConfigFile } from '../agents/config-file/read.ts'
import { splice } from '../agents/config-file/splice.ts'
import { replaceIf } from '../agents/config-file/transaction.ts'
import { isTemporaryName } from '../agents/config-file/write.ts'
import type { FileRecord, FileTransaction, InjectionPorts } from './injection-ports.ts'
import { oldValuesOf, releaseAll } from './old-values.ts'

/** What the start of the app or of a command learns about writes that a crash interrupted. */
export interface Recovery {
  readonly settled: number
  /** Sentences about what could not be settled now. */
  readonly pending: readonly string[]
}

/** Settles every unfinished transaction: a complete one is recorded, any other is put back. */
export async function recoverAll(ports: InjectionPorts, fs: Fs): Promise<Recovery> {
  let settled = 0
  const pending: string[] = []
  for (const transaction of ports.uses.unfinished()) {
    const problem = await settle(ports, fs, transaction)
    if (problem === null) settled++
    else pending.push(problem)
  }
  return { settled, pending }
}

async function settle(ports: InjectionPorts, fs: Fs, transaction: FileTransaction): Promise<string | null> {
  const changed: FileRecord[] = []
  for (const record of transaction.files) {
    const state = await stateOf(fs, record)
    if (state.kind === 'unknown') return waiting(record, state.message)
    if (state.kind === 'written') changed.push(record)
    await removeStaged(fs, record)
  }
  const complete = changed.length === transaction.files.length
  for (const record of complete ? [] : changed) {
    const olds = await oldValuesOf(ports.vault, record)
    if (!olds.ok) return waiting(record, olds.failure.message)
    const back = await replaceIf(
      fs,
      record.resolved,
      record.sha256After,
      (bytes) => splice(bytes, olds.value).bytes,
    )
    if (!back.ok) return waiting(record, back.failure.message)
  }
  const finished = ports.uses.finish(transaction.id, complete ? 'done' : 'rolled-back')
  if (!finished.ok) return finished.failure.message
  await releaseAll(ports.vault, finished.value)
  const names = transaction.files.map((record) => record.file).join(', ')
  const text = complete
    ? `An interrupted write turned out to be complete: ${names}.`
    : `An interrupted write was put back; no file carries the new key: ${names}.`
  ports.audit({ action: 'recover', text, ref: transaction.ref })
  return null
}

const waiting = (record: FileRecord, why: string): string =>
  `${record.file} is part of an interrupted write that is not settled yet: ${why}`

type State = { readonly kind: 'written' | 'other' } | { readonly kind: 'unknown'; readonly message: string }

/** Whether the file carries what the transaction wrote. One that is gone, or was changed since, is not ours to touch. */
async function stateOf(fs: Fs, record: FileRecord): Promise<State> {
  const now = await readConfigFile(fs, record.resolved)
  if (now.ok) return { kind: now.value.identity.sha256 === record.sha256After ? 'written' : 'other' }
  try {
    await fs.lstat(record.resolved)
    return { kind: 'unknown', message: now.failure.message }
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? { kind: 'other' }
      : { kind: 'unknown', message: now.failure.message }
  }
}

/** Removes the staged file that the journal names, if it is one of ours by name and place. */
async function removeStaged(fs: Fs, record: FileRecord): Promise<void> {
  if (isTemporaryName(record.temporary) && dirname(record.temporary) === dirname(record.resolved))
    await fs.unlink(record.temporary).catch(() => undefined)
}
