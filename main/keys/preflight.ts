import { fail, type Result } from '../../shared/errors.ts'
import type { Changes } from '../changes.ts'
import type { Vault } from '../vault/vault.ts'
import { enoughSpace } from './free-space.ts'
import type { ValueKeeper } from './value-keeper.ts'

interface Parts {
  readonly home: string
  readonly vault: Vault
  readonly changes: Changes
  readonly keeper: ValueKeeper
}

/**
 * What must hold before a vendor is asked for a key, so that its value can be kept: keychain set, read back and delete
 * of a canary; fingerprints can be made; the disk is not full. Fails with the reason why no key was made.
 */
export async function preflight({ home, vault, changes, keeper }: Parts): Promise<Result<void>> {
  const status = await vault.probe()
  changes.notify('vault')
  if (status.state !== 'ready') {
    const code =
      status.state === 'locked'
        ? 'keychain-locked'
        : status.state === 'refused'
          ? 'keychain-refused'
          : 'keychain-unavailable'
    return fail(code, `No key was made: ${status.message}`, status.hint)
  }
  const fingerprints = await keeper.ready()
  return fingerprints.ok ? enoughSpace(home) : fingerprints
}
