import { ok, type Result } from '../../../shared/errors.ts'
import type { KeyRef } from '../../../shared/model.ts'
import { KnownValues } from '../../scan/known-values.ts'
import { type StandingHit, standingAt } from '../../scan/standing.ts'
import { Tokenizer } from '../../scan/tokens.ts'
import type { RotationFilesParts } from './rotation-files.ts'

/** Finds one key's value in bytes by its keyed fingerprint, also escaped or in base64. The value itself is not loaded. */
export interface ValueSearch {
  in(bytes: Uint8Array): readonly StandingHit[]
  /** Forgets the fingerprint key. */
  end(): void
}

/** Null where no fingerprint of the key is known. Fails like the keychain. */
export async function valueSearch(
  { fingerprintOf, fingerprintKey }: RotationFilesParts,
  ref: KeyRef,
): Promise<Result<ValueSearch | null>> {
  const own = fingerprintOf(ref)
  if (own === null) return ok(null)
  const key = await fingerprintKey()
  if (!key.ok) return key
  const known = new KnownValues(key.value, [own])
  const tokenizer = new Tokenizer(known, [])
  return ok({
    in: (bytes) => standingAt(bytes, tokenizer.read(bytes).hits),
    end: () => known.wipe(),
  })
}
