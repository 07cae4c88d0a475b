import { useState } from 'react'
import type { Failure } from '../../../shared/errors.ts'
import type { AgentInfo, InjectionPlan, InjectionReceipt, KeyRef } from '../../../shared/model.ts'
import { api } from '../../api.ts'
import { announce } from '../../store.ts'
import {
  type ChosenPlace,
  type FileVerdict,
  liesInAFile,
  planOrder,
  planSummary,
  sameForAll,
  verdictOf,
} from './planning.ts'

export type InjectionStage =
  | { readonly kind: 'where' }
  | { readonly kind: 'agent'; readonly agent: AgentInfo }
  | { readonly kind: 'planning' }
  | { readonly kind: 'trouble'; readonly verdicts: readonly FileVerdict[] }
  | { readonly kind: 'plan'; readonly plan: InjectionPlan; readonly applying: boolean }
  | { readonly kind: 'done'; readonly receipt: InjectionReceipt }

/** From the choice of files over the masked plan to the receipt. Only `apply` writes. */
export function useInjection(ref: KeyRef) {
  const [stage, setStage] = useState<InjectionStage>({ kind: 'where' })
  const [failure, setFailure] = useState<Failure | null>(null)
  const [files, setFiles] = useState<readonly string[]>([])
  const [places, setPlaces] = useState<readonly ChosenPlace[]>([])

  const plan = async (wanted: readonly string[], at: readonly ChosenPlace[]) => {
    const from = stage
    setFiles(wanted)
    setPlaces(at)
    setFailure(null)
    setStage({ kind: 'planning' })
    const answer = await api['inject.plan']({ ...planOrder(wanted, at), ref })
    if (answer.ok) {
      setStage({ kind: 'plan', plan: answer.value, applying: false })
      announce(planSummary(answer.value))
      return
    }
    const found = liesInAFile(answer.failure, wanted.length) ? await verdicts(wanted, at, answer.failure) : []
    if (found.length > 0 && (wanted.length === 1 || !sameForAll(found)))
      return setStage({ kind: 'trouble', verdicts: found })
    setFailure(answer.failure)
    setStage(from)
  }

  // Planning is all or none and reads only: each file alone says which of several it was.
  const verdicts = async (wanted: readonly string[], at: readonly ChosenPlace[], all: Failure) => {
    const [only] = wanted
    if (wanted.length === 1 && only !== undefined) return [verdictOf(only, all)]
    const found: FileVerdict[] = []
    for (const file of wanted) {
      const own = at.filter((place) => place.named === file)
      const answer = await api['inject.plan']({ ...planOrder([file], own), ref })
      found.push(verdictOf(file, answer.ok ? null : answer.failure))
    }
    return found
  }

  const go = (next: InjectionStage) => {
    setFailure(null)
    setStage(next)
  }

  return {
    stage,
    failure,
    files,
    places,
    setPlaces,
    plan,
    choose: (agent: AgentInfo) => go({ kind: 'agent', agent }),
    startOver: () => go({ kind: 'where' }),
    planAgain: () => plan(files, places),
    pickFiles: async () => {
      const answer = await api['inject.pickFiles']()
      if (!answer.ok) setFailure(answer.failure)
      else if (answer.value.length > 0) await plan(answer.value, [])
    },
    leaveOut: (file: string) => {
      const rest = files.filter((each) => each !== file)
      const kept = places.filter((place) => place.named !== file)
      if (rest.length > 0) return void plan(rest, kept)
      go({ kind: 'where' })
    },
    apply: async (ready: InjectionPlan) => {
      setFailure(null)
      setStage({ kind: 'plan', plan: ready, applying: true })
      announce('Writing.')
      const answer = await api['inject.apply']({ planId: ready.planId })
      if (answer.ok) {
        setStage({ kind: 'done', receipt: answer.value })
        announce('Written.')
      } else {
        setFailure(answer.failure)
        setStage({ kind: 'plan', plan: ready, applying: false })
      }
    },
  }
}
