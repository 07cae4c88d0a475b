import { CircleAlert, CircleCheck, Clock, Hand, RotateCw, Undo2 } from 'lucide-react'
import type { ReactNode } from 'react'
import type { RotationSummary } from '../../../shared/rotation.ts'
import { Badge, type Tone } from '../../components/Badge.tsx'
import { type Standing, standingOf } from './standing.ts'

const standings: Record<Standing, { word: string; tone: Tone; icon: ReactNode }> = {
  healthy: { word: 'Healthy', tone: 'info', icon: <RotateCw /> },
  waiting: { word: 'Waiting', tone: 'neutral', icon: <Clock /> },
  'needs-you': { word: 'Needs you', tone: 'warning', icon: <Hand /> },
  failed: { word: 'Failed', tone: 'danger', icon: <CircleAlert /> },
  done: { word: 'Done', tone: 'ok', icon: <CircleCheck /> },
  undone: { word: 'Undone', tone: 'neutral', icon: <Undo2 /> },
}

/** How a rotation stands, the same word and icon everywhere. */
export function RotationBadge({
  rotation,
  plain = false,
}: {
  readonly rotation: Pick<RotationSummary, 'state' | 'health' | 'held'>
  readonly plain?: boolean
}) {
  const { word, tone, icon } = standings[standingOf(rotation)]
  return (
    <Badge tone={tone} icon={icon} plain={plain}>
      {word}
    </Badge>
  )
}
