import type { Failure } from '../../../shared/errors.ts'
import { Banner } from '../../components/Banner.tsx'

/** Why the call of a dialog failed, spoken at once. */
export function FailureBanner({ failure }: { readonly failure: Failure | null }) {
  if (!failure) return null
  return (
    <Banner tone="error" title={failure.message} live>
      {failure.hint}
    </Banner>
  )
}
