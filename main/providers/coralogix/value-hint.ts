import type { KeyType } from '../../../shared/model.ts'
import type { Secret } from '../../vault/secret.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * What a value looks like, by its prefix. The prefixes were observed, the vendor does not document them: a hint, never
 * a reason to refuse a value.
 */
export function describeValue(
  value: Secret,
): { readonly text: string; readonly types: readonly KeyType[] } | null {
  return value.expose((text) => {
    if (/^cxtp_[A-Za-z0-9]+$/.test(text)) {
      return { text: 'a Coralogix Send-Your-Data or Team key', types: ['send-your-data', 'team'] as const }
    }
    if (/^cxup_[A-Za-z0-9]+$/.test(text)) {
      return { text: 'a Coralogix Personal key', types: ['personal'] as const }
    }
    if (uuid.test(text)) {
      const types = ['send-your-data', 'team', 'personal'] as const
      return { text: 'an older Coralogix key, without a prefix', types }
    }
    return null
  })
}
