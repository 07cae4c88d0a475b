import { CircleCheck, CircleMinus, CircleOff, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { KeyState } from '../../shared/model.ts'
import { Badge, type Tone } from './Badge.tsx'

const states: Record<KeyState, { word: string; tone: Tone; icon: ReactNode }> = {
  active: { word: 'Active', tone: 'ok', icon: <CircleCheck /> },
  disabled: { word: 'Disabled', tone: 'neutral', icon: <CircleMinus /> },
  gone: { word: 'Gone at the vendor', tone: 'danger', icon: <CircleOff /> },
  orphan: { word: 'Orphan', tone: 'danger', icon: <TriangleAlert /> },
}

/** A key's state, the same word and icon everywhere. */
export function StateBadge({ state, plain = false }: { readonly state: KeyState; readonly plain?: boolean }) {
  const { word, tone, icon } = states[state]
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {plain && state === 'gone' ? 'Gone' : word}
    </Badge>
  )
}
