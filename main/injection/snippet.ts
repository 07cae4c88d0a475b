import { fail, ok, type Result } from '../../shared/errors.ts'
import type { Agent, SnippetOptions } from '../agents/agent.ts'
import { agentInfos, catalog } from '../agents/catalog.ts'
import type { SnippetRequest } from '../services.ts'
import { Secret } from '../vault/secret.ts'

type Wishes = Omit<SnippetRequest, 'ref'>
type Addresses = Pick<SnippetOptions, 'ingressUrl' | 'apiUrl' | 'domain'>

/**
 * The agent and options of a snippet, checked. `addresses`: those of the key's account. Fails with `unsupported`, with
 * `usage` for a format or a name that cannot stand there, and with `refused` where it is not known where to send.
 */
export function snippetFor(
  wishes: Wishes,
  { ingressUrl, apiUrl, domain }: Addresses,
): Result<{ readonly agent: Agent; readonly options: SnippetOptions }> {
  const { agentId: id, application, subsystem } = wishes
  const agent = catalog.find((each) => each.id === id)
  if (agent?.snippet === undefined) {
    const info = agentInfos().find((each) => each.id === id)
    return fail('unsupported', `There is no snippet for ${info?.name ?? id}.`, info?.reason ?? '')
  }
  const format = wishes.format ?? agent.formats[0] ?? ''
  if (!agent.formats.includes(format))
    return fail(
      'usage',
      `${agent.name} has no format "${format}".`,
      `Choose one of: ${agent.formats.join(', ')}.`,
    )
  for (const name of [application, subsystem])
    if (!/^[^\p{C}\p{Zl}\p{Zp}'"\\`$]{1,200}$/u.test(name) || name.trim() !== name)
      return fail(
        'usage',
        'An application or subsystem name is 1 to 200 characters without quotes, $, backslash and line ends.',
        'Choose another name.',
      )
  if (agent.blanksInNames === false && /\s/.test(application + subsystem))
    return fail('usage', `${agent.name} takes names without blanks only.`, 'Use a dash instead of the blank.')
  if (ingressUrl === '')
    return fail(
      'refused',
      `${agent.name} has to be told where to send, and of this key's account that is not known.`,
      'Add the account anew with its region and instance, or with its ingress address.',
    )
  const options = { ingressUrl, apiUrl, domain, application, subsystem, format, value: null }
  return ok({ agent, options })
}

/** The snippet with the agent's own reference in place of the key. */
export const plainSnippet = (agent: Agent, options: SnippetOptions): string =>
  agent.snippet?.({ ...options, value: null }) ?? ''

/** The snippet with the value in it, wrapped at once. Opens the value. */
export const snippetWith = (agent: Agent, options: SnippetOptions, value: Secret): Secret =>
  value.expose((text) => Secret.of(agent.snippet?.({ ...options, value: text }) ?? ''))
