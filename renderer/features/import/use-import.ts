import { useCallback, useEffect, useRef, useState } from 'react'
import type { Failure, Result } from '../../../shared/errors.ts'
import type { ImportCandidate, Key, KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { announce } from '../../store.ts'

export type SourceFile = 'there' | 'deleting' | 'deleted' | 'kept'

export type ImportStage =
  | { readonly kind: 'choose' }
  | { readonly kind: 'reading' }
  | { readonly kind: 'review'; readonly candidate: ImportCandidate; readonly storing: boolean }
  | {
      readonly kind: 'stored'
      readonly candidate: ImportCandidate
      readonly key: Key
      readonly source: SourceFile
    }

/** An import from its source to the keychain. What was read stays in main; the window has its length and looks. */
export function useImport(ref: KeyRef | null) {
  const [stage, setStage] = useState<ImportStage>({ kind: 'choose' })
  const [failure, setFailure] = useState<Failure | null>(null)
  // What main still holds for us: given back when the dialog goes.
  const waiting = useRef<string | null>(null)
  // Counts readings: an answer to an earlier one, or to a closed dialog, is given back at once.
  const turn = useRef(0)

  const cancel = useCallback(() => {
    if (waiting.current) void api['import.cancel']({ importId: waiting.current })
    waiting.current = null
    turn.current += 1
  }, [])
  useEffect(() => cancel, [cancel])

  const read = useCallback(
    async (answering: Promise<Result<ImportCandidate | null>>) => {
      cancel()
      const mine = turn.current
      setFailure(null)
      setStage({ kind: 'reading' })
      const answer = await answering
      if (turn.current !== mine) {
        if (answer.ok && answer.value) void api['import.cancel']({ importId: answer.value.importId })
        return
      }
      if (!answer.ok) setFailure(answer.failure)
      if (!answer.ok || !answer.value) return setStage({ kind: 'choose' })
      waiting.current = answer.value.importId
      setStage({ kind: 'review', candidate: answer.value, storing: false })
    },
    [cancel],
  )
  const openFile = useCallback((file: File) => read(api['import.openFile'](file, ref)), [read, ref])

  return {
    stage,
    failure,
    openFile,
    pickFile: () => read(api['import.pickFile']({ ref })),
    paste: (text: string) => read(api['import.paste']({ text, ref })),
    back: () => {
      cancel()
      setFailure(null)
      setStage({ kind: 'choose' })
    },
    store: async (candidate: ImportCandidate, to: KeyRef) => {
      setFailure(null)
      setStage({ kind: 'review', candidate, storing: true })
      const answer = await api['import.store']({ importId: candidate.importId, ref: to })
      if (!answer.ok) {
        setFailure(answer.failure)
        return setStage({ kind: 'review', candidate, storing: false })
      }
      waiting.current = null
      setStage({ kind: 'stored', candidate, key: answer.value, source: 'there' })
      announce('Stored in the keychain and read back.')
    },
    deleteSource: async (stored: Extract<ImportStage, { kind: 'stored' }>) => {
      setFailure(null)
      setStage({ ...stored, source: 'deleting' })
      const answer = await api['import.deleteSource']({ importId: stored.candidate.importId })
      if (!answer.ok) setFailure(answer.failure)
      setStage({ ...stored, source: answer.ok ? 'deleted' : 'there' })
    },
    keepSource: (stored: Extract<ImportStage, { kind: 'stored' }>) => setStage({ ...stored, source: 'kept' }),
  }
}
