import type { KeyRef } from '../../../shared/model.ts'
import { openKey, show, useStore } from '../../store.ts'
import type { View } from '../../views.ts'
import { underWay } from './standing.ts'

/** Shows the rotation of a key: the one under way, else a plan of a new one. */
export function openRotation(ref: KeyRef): void {
  const found = underWay(useStore.getState().snapshot?.rotations ?? [], ref)
  show({ kind: 'rotation', ref: found?.ref ?? ref })
}

/** From a rotation to the list of them; from a plan back to its key. */
export function leaveRotation(view: Extract<View, { kind: 'rotation' }>): void {
  const begun = view.id || underWay(useStore.getState().snapshot?.rotations ?? [], view.ref)
  if (begun) show({ kind: 'rotations' })
  else openKey(view.ref)
}

let opened: string | null = null

/** The rotation that was in sight last, by its id. */
export const lastOpened = (): string | null => opened

export function rememberOpened(id: string): void {
  opened = id
}
