import type { Key, KeyRef } from '../../../shared/model.ts'
import { useStore } from '../../store.ts'

/** The key that a dialog is about, live. */
export const useKey = (ref: KeyRef): Key | undefined =>
  useStore((state) =>
    state.snapshot?.keys.find((key) => key.id === ref.keyId && key.accountId === ref.accountId),
  )
