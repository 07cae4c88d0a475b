import type { ReactNode } from 'react'
import type { Snapshot } from '../../../shared/model.ts'
import { capsOf, type ShortcutId } from '../shell/shortcuts.ts'
import type { Findable } from './rank.ts'

export interface Command extends Findable {
  readonly id: string
  readonly icon: ReactNode
  readonly note?: string
  readonly shortcut?: string
  readonly run: () => void
}

/** Something to do, before keys that match as well; with its shortcut where it has one. */
export const command = (
  { desktop }: Snapshot,
  id: string,
  title: string,
  icon: ReactNode,
  run: () => void,
  shortcut?: ShortcutId,
): Command => ({
  id,
  title,
  icon,
  run,
  weight: 200,
  ...(shortcut ? { shortcut: capsOf(shortcut, desktop.platform) } : {}),
})
