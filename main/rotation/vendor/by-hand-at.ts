import type { Account } from '../../../shared/model.ts'
import type { Provider } from '../../providers/provider.ts'
import type { ByHand } from '../rotation-ports.ts'

const pageId = 'keys'

/** How keys are changed at an account's vendor that has no API for them; null where it has one. */
export function byHandAt(account: Account, provider: Provider): ByHand | null {
  if (provider.info.mode !== 'record') return null
  const vendor = provider.info.name
  const page = provider.consolePages(account).find(({ id }) => id === pageId)
  const label = page === undefined || page.label === vendor ? '' : `, page “${page.label}”`
  const where = page === undefined ? `on the web page of ${vendor}` : `at ${vendor}${label} (${page.url})`
  return { vendor, page: pageId, where }
}
