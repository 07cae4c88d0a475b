import type { InboxItem, KeyRef } from '../../../shared/model.ts'

/** Where a reminder leads. */
export type InboxStep =
  | { readonly kind: 'rotation'; readonly ref: KeyRef; readonly rotationId: string }
  /** The rotation of the key that is under way, else its plan. */
  | { readonly kind: 'rotate'; readonly ref: KeyRef }
  | { readonly kind: 'overview' }
  | { readonly kind: 'key'; readonly ref: KeyRef }

/** What can be done from a reminder, the nearest first; nothing where it names nothing. */
export function stepsOf({
  kind,
  ref,
  rotationId,
}: Pick<InboxItem, 'kind' | 'ref' | 'rotationId'>): readonly InboxStep[] {
  if (ref && rotationId !== null) return [{ kind: 'rotation', ref, rotationId }]
  if (ref && (kind === 'due' || kind === 'rotation'))
    return [
      { kind: 'rotate', ref },
      { kind: 'key', ref },
    ]
  if (ref) return [{ kind: 'key', ref }]
  return kind === 'due' ? [{ kind: 'overview' }] : []
}
