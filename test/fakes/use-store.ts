import type {
  FileRecord,
  FileTransaction,
  RecordedUse,
  UseStore,
} from '../../main/injection/injection-ports.ts'
import type { SecretReference } from '../../main/vault/vault.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'

/** What the store keeps: plain data, so that a test can put it on disk and back. */
export interface StoredUses {
  readonly journal: Record<string, FileTransaction>
  readonly undo: Record<string, FileRecord>
  readonly uses: Record<string, readonly RecordedUse[]>
}

/** Uses, undo records and the journal in memory. `save` is called with every change, before it counts. */
export class MemoryUseStore implements UseStore {
  state: StoredUses
  readonly #save: (state: StoredUses) => void
  /** A method that is named here fails. */
  readonly failing = new Set<'begin' | 'finish'>()

  constructor(
    state: StoredUses = { journal: {}, undo: {}, uses: {} },
    save: (state: StoredUses) => void = () => undefined,
  ) {
    this.state = state
    this.#save = save
  }

  begin(transaction: FileTransaction): Result<void> {
    if (this.failing.has('begin')) return fail('storage-failed', 'The database is full.', '')
    this.#set({ ...this.state, journal: { ...this.state.journal, [transaction.id]: transaction } })
    return ok(undefined)
  }

  finish(id: string, outcome: 'done' | 'rolled-back'): Result<readonly SecretReference[]> {
    if (this.failing.has('finish') && outcome === 'done')
      return fail('storage-failed', 'The database is full.', '')
    const { [id]: transaction, ...journal } = this.state.journal
    if (transaction === undefined) throw new Error('no such transaction')
    const before = this.#references()
    const undo = { ...this.state.undo }
    const uses = { ...this.state.uses }
    if (outcome === 'done')
      for (const file of transaction.files) {
        uses[file.resolved] = file.usesAfter
        if (transaction.kind === 'inject') undo[file.resolved] = file
        else delete undo[file.resolved]
      }
    this.#set({ journal, undo, uses })
    const after = this.#references()
    return ok([...before].filter((reference) => !after.has(reference)))
  }

  unfinished(): readonly FileTransaction[] {
    return Object.values(this.state.journal)
  }

  undoOf(resolved: string): FileRecord | null {
    return this.state.undo[resolved] ?? null
  }

  recordedIn(resolved: string): readonly RecordedUse[] {
    return (this.state.uses[resolved] ?? []).filter((use) => use.ref !== null)
  }

  undosOf(setId: string): readonly FileRecord[] {
    return Object.values(this.state.undo).filter((record) => record.set?.id === setId)
  }

  #set(state: StoredUses): void {
    this.#save(state)
    this.state = state
  }

  #references(): Set<SecretReference> {
    const journaled = Object.values(this.state.journal).flatMap((each) => each.files)
    const records = [...Object.values(this.state.undo), ...journaled]
    return new Set(
      records.flatMap((record) => record.ranges.map((range) => range.old)).filter((old) => old !== null),
    )
  }
}
