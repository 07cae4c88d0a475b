import type { Account, AgentInfo } from '../../shared/model.ts'

/** Every domain that Coralogix runs consoles under. A team's own host ends in one of them. */
const consoleDomains = ['coralogix.com', 'coralogix.us', 'coralogix.in', 'coralogixsg.com'] as const

/**
 * The page of an account's keys, where it may be opened: the team's address came from the vendor's answer, so it
 * is foreign text, and the browser is only sent to a host of the vendor. The account's own path is not used.
 */
export function consolePage(account: Pick<Account, 'consoleUrl'>): string | null {
  const url = httpsUrl(account.consoleUrl)
  if (!url || !consoleDomains.some((domain) => url.hostname.endsWith(`.${domain}`))) return null
  return `https://${url.hostname}/settings/api-keys`
}

/** An agent's documentation. The address is a constant of ours; still only https ever leaves for the browser. */
export function documentationPage(agent: Pick<AgentInfo, 'docsUrl'>): string | null {
  return httpsUrl(agent.docsUrl)?.href ?? null
}

function httpsUrl(text: string | null): URL | null {
  if (text === null || !URL.canParse(text)) return null
  const url = new URL(text)
  // A user name in front of the host is a way to make one host look like another; another port is not a console.
  return url.protocol === 'https:' && !url.username && !url.password && !url.port ? url : null
}
