import type { Result } from '../../shared/errors.ts'
import type { AgentInfo } from '../../shared/model.ts'
import type { AccountReport } from '../../shared/providers.ts'

/** A page of an account's console, by its id; the provider says which hosts are the vendor's own. */
export function consolePage(report: Result<AccountReport>, id: string): string | null | undefined {
  if (!report.ok) return undefined
  const page = report.value.pages.find((one) => one.id === id)
  return page === undefined ? null : (httpsUrl(page.url)?.href ?? null)
}

/** An agent's documentation. The address is a constant of ours; still only https ever leaves for the browser. */
export function documentationPage(agent: Pick<AgentInfo, 'docsUrl'>): string | null {
  return httpsUrl(agent.docsUrl)?.href ?? null
}

function httpsUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  // A user name in front of the host is a way to make one host look like another; another port is not a console.
  return url.protocol === 'https:' && !url.username && !url.password && !url.port ? url : null
}
