import type { KeyDetail } from '../../../shared/model.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { recreate } from '../rights/recreate.ts'

/** That the key looks legacy, on what that rests, and the way to a key that can be managed. */
export function LegacyBanner({
  detail: { key, legacyKind, legacyEvidence },
}: {
  readonly detail: KeyDetail
}) {
  if (!legacyKind && !legacyEvidence) return null
  return (
    <Banner
      tone="info"
      title="Looks legacy"
      actions={
        key.state === 'gone' ? null : (
          <Button size="small" onClick={() => recreate(key)}>
            Recreate as custom key
          </Button>
        )
      }
    >
      {legacyEvidence && <p>{legacyEvidence}</p>}
      {key.state !== 'gone' && (
        <p>A custom key with the same permissions can take its place in the configs that carry it.</p>
      )}
    </Banner>
  )
}
