import type { Result } from '../../shared/errors.ts'
import type { RotationDetail } from '../../shared/rotation.ts'
import type { Core } from '../services.ts'
import { findKey } from './find.ts'

/**
 * The rotation that the user means, by its id (or the start of it), or by the old key's id (or the start of it) or name: then the one that
 * has not ended, else the last.
 */
export function findRotation(core: Core, named: string, account?: string): Result<RotationDetail> {
  const found = core.rotations.find(named)
  if (found.ok && (found.value.id === named || account === undefined)) return found
  if (!found.ok && found.failure.code !== 'not-found' && account === undefined) return found
  const byStart = core.rotations.list().filter(({ id }) => named.length >= 6 && id.startsWith(named))
  const [only] = byStart
  if (only && byStart.length === 1) return core.rotations.get(only.id)
  const key = findKey(core, named, account)
  if (!key.ok) return found.ok ? key : found
  const { id, accountId } = key.value
  const rotation = core.rotations.list().find(({ ref }) => ref.keyId === id && ref.accountId === accountId)
  if (rotation) return core.rotations.get(rotation.id)
  return found.ok ? core.rotations.find(id) : found
}
