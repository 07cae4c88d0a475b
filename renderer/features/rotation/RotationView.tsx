import { useRef } from 'react'
import { useStore } from '../../store.ts'
import type { View } from '../../views.ts'
import { PlanPage } from './PlanPage.tsx'
import { RunPage } from './RunPage.tsx'
import { underWay } from './standing.ts'

const none: readonly never[] = []

/** A key's rotation: the one under way, the one that was just seen to its end, else a plan. */
export default function RotationView({ view }: { readonly view: Extract<View, { kind: 'rotation' }> }) {
  const rotations = useStore((state) => state.snapshot?.rotations ?? none)
  const open = underWay(rotations, view.ref)
  // What ends while it is looked at stays in sight until the user goes elsewhere.
  const seen = useRef<{ view: View; id: string | null }>({ view, id: null })
  if (seen.current.view !== view) seen.current = { view, id: null }
  if (open) seen.current.id = open.id
  const id = seen.current.id ?? view.id ?? null
  const { ref, replacement = null } = view
  const key = `${ref.accountId}/${ref.keyId}/${replacement?.keyId ?? ''}`
  return id ? <RunPage key={id} id={id} /> : <PlanPage key={key} keyRef={ref} replacement={replacement} />
}
