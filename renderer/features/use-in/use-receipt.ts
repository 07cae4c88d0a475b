import { useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { CheckReport, InjectionReceipt } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { announce } from '../../store.ts'

/** What became of a written file since: put back, looked at by its agent's checker. */
export interface Aftermath {
  readonly restore: 'running' | 'done' | null
  readonly restoreFailure: Failure | null
  readonly checking: boolean
  readonly check: CheckReport | null
  readonly checkFailure: Failure | null
}

const untouched: Aftermath = {
  restore: null,
  restoreFailure: null,
  checking: false,
  check: null,
  checkFailure: null,
}

/** The ways on from a receipt: each file on its own, or all together as they were written. */
export function useReceipt(receipt: InjectionReceipt) {
  const [states, setStates] = useState<Readonly<Record<string, Aftermath>>>({})
  const of = (file: string) => states[file] ?? untouched
  /** Why not all of them could be put back together. */
  const [togetherFailure, setTogetherFailure] = useState<Failure | null>(null)
  const set = (files: readonly string[], more: Partial<Aftermath>) =>
    setStates((all) => ({
      ...all,
      ...Object.fromEntries(files.map((file) => [file, { ...(all[file] ?? untouched), ...more }])),
    }))
  const left = receipt.written.map(({ file }) => file).filter((file) => of(file).restore !== 'done')

  const restore = async (wanted: readonly string[], together: boolean) => {
    const file = wanted[0]
    if (file === undefined) return
    set(wanted, { restore: 'running', restoreFailure: null })
    setTogetherFailure(null)
    const answer = await api['inject.restore']({ file, set: together })
    if (!answer.ok) {
      // It names the file that it lies in, which need not be the first.
      if (together) setTogetherFailure(answer.failure)
      return set(wanted, { restore: null, ...(together ? {} : { restoreFailure: answer.failure }) })
    }
    // What they say of the file was said of its other bytes.
    set(wanted, { restore: 'done', check: null, checkFailure: null })
    announce(
      wanted.length === 1
        ? `${file} has its old value back.`
        : `${wanted.length} files have their old value back.`,
    )
  }

  return {
    of,
    left,
    togetherFailure,
    restore: (file: string) => restore([file], false),
    restoreAll: () => restore(left, true),
    check: async (file: string) => {
      set([file], { checking: true, checkFailure: null })
      const answer = await api['inject.check']({ file })
      set(
        [file],
        answer.ok
          ? { checking: false, check: answer.value }
          : { checking: false, check: null, checkFailure: answer.failure },
      )
      if (answer.ok)
        announce(answer.value.passed ? 'The check passed.' : 'The check failed.', !answer.value.passed)
    },
  }
}
