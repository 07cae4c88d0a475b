import type { Result } from '../../shared/errors.ts'
import type { Account, AgentInfo } from '../../shared/model.ts'
import type { AccountReport } from '../../shared/providers.ts'
import { isLoopback } from '../providers/endpoint.ts'

/**
 * A page of an account's console, by its id; the provider says which hosts are the vendor's own. Null where it must not
 * be opened, undefined where there is no such account or page. Plain http is for the sandbox's own server alone.
 */
export function consolePage(
  report: Result<AccountReport>,
  id: string,
  account: Pick<Account, 'region' | 'apiUrl'> | undefined,
): string | null | undefined {
  if (!report.ok) return undefined
  const page = report.value.pages.find((one) => one.id === id)
  if (page === undefined) return null
  const own = account?.region === 'sandbox' ? sandboxUrl(page.url, account.apiUrl) : null
  return (own ?? httpsUrl(page.url))?.href ?? null
}

/** An agent's documentation. The address is a constant of ours; still only https ever leaves for the browser. */
export function documentationPage(agent: Pick<AgentInfo, 'docsUrl'>): string | null {
  return httpsUrl(agent.docsUrl)?.href ?? null
}

function httpsUrl(text: string): URL | null {
  const url = bareUrl(text)
  // Another port is not a console.
  return url?.protocol === 'https:' && !url.port ? url : null
}

/** On this machine, and where the account's own sandbox listens. */
function sandboxUrl(text: string, apiUrl: string): URL | null {
  const url = bareUrl(text)
  return url?.protocol === 'http:' && isLoopback(url.hostname) && url.origin === bareUrl(apiUrl)?.origin
    ? url
    : null
}

/** Without a user name in front of the host, which is a way to make one host look like another. */
function bareUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  return url.username || url.password ? null : url
}
