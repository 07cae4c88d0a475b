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
  const reached: FileRecord[] = []
  const open: FileRecord[] = []
  for (const record of transaction.files) {
    const state = await stateOf(fs, record)
    if (state.kind === 'unknown') return waiting(record, state.message)
    if (!(await removeStaged(fs, record))) return waiting(record, 'its temporary file cannot be removed.')
    if (state.kind === 'after') reached.push(record)
    else if (state.kind === 'before') open.push(record)
  }
  const complete = reached.length === transaction.files.length
  // A key that is written half-way goes back; a restore that got half-way goes on: both end with the old keys.
  const forward = transaction.kind === 'restore' && reached.length > 0
  for (const record of complete ? [] : forward ? open : transaction.kind === 'inject' ? reached : []) {
    const olds = await oldValuesOf(ports.vault, record)
    if (!olds.ok) return waiting(record, olds.failure.message)
    const expected = forward ? record.sha256Before : record.sha256After
    const back = await replaceIf(
      fs,
      record.resolved,
      expected,
      (bytes) => splice(bytes, olds.value).bytes,
      record.temporary,
    )
    if (!back.ok) return waiting(record, back.failure.message)
  }
  const done = complete || forward
  const finished = ports.uses.finish(transaction.id, done ? 'done' : 'rolled-back')
  if (!finished.ok) return finished.failure.message
  await releaseAll(ports.vault, finished.value)
  ports.audit({ action: 'recover', text: sentenceOf(transaction, complete, forward), ref: transaction.ref })
  return null
}

function sentenceOf(transaction: FileTransaction, complete: boolean, forward: boolean): string {
  const names = transaction.files.map((record) => record.file).join(', ')
  const what = transaction.kind === 'inject' ? 'write' : 'restore'
  if (complete) return `An interrupted ${what} turned out to be complete: ${names}.`
  if (forward) return `An interrupted restore was finished: ${names}.`
  return transaction.kind === 'inject'
    ? `An interrupted write was put back; no file carries the new key: ${names}.`
    : `An interrupted restore had not begun; the files are as they were: ${names}.`
}

const waiting = (record: FileRecord, why: string): string =>
  `${record.file} is part of an interrupted write that is not settled yet: ${why}`

type State =
  | { readonly kind: 'before' | 'after' | 'other' }
  | { readonly kind: 'unknown'; readonly message: string }

/** What the file carries. One that is gone, or was changed since, is not ours to touch. */
async function stateOf(fs: Fs, record: FileRecord): Promise<State> {
  const now = await readConfigFile(fs, record.resolved)
  if (now.ok) {
    const { sha256 } = now.value.identity
    return {
      kind: sha256 === record.sha256After ? 'after' : sha256 === record.sha256Before ? 'before' : 'other',
    }
  }
  try {
    await fs.lstat(record.resolved)
    return { kind: 'unknown', message: now.failure.message }
  } catch (error) {
    return errorCode(error) === 'ENOENT'
      ? { kind: 'other' }
      : { kind: 'unknown', message: now.failure.message }
  }
}

/** Removes the staged file that the journal names, if it is one of ours by name and place. Whether it is gone. */
async function removeStaged(fs: Fs, record: FileRecord): Promise<boolean> {
  if (!isTemporaryName(record.temporary) || dirname(record.temporary) !== dirname(record.resolved))
    return true
  try {
    await fs.unlink(record.temporary)
    return true
  } catch (error) {
    return ['ENOENT', 'ENOTDIR'].includes(errorCode(error))
  }
}
