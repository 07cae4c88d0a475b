import { fail, ok, type Result } from '../../shared/errors.ts'
import type { AgentId } from '../../shared/model.ts'
import type { Agent, SnippetOptions } from '../agents/agent.ts'
import { agentInfos, catalog } from '../agents/catalog.ts'
import { Secret } from '../vault/secret.ts'

type Wishes = Omit<SnippetOptions, 'format' | 'value'> & { readonly format: string | null }

/** The agent and options of a snippet, checked. Fails with `unsupported`, or `usage` for a format or a name that cannot stand there. */
export function snippetFor(
  id: AgentId,
  wishes: Wishes,
): Result<{ readonly agent: Agent; readonly options: SnippetOptions }> {
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
  for (const name of [wishes.application, wishes.subsystem])
    if (!/^[^\p{C}\p{Zl}\p{Zp}'"\\`$]{1,200}$/u.test(name) || name.trim() !== name)
      return fail(
        'usage',
        'An application or subsystem name is 1 to 200 characters without quotes, $, backslash and line ends.',
        'Choose another name.',
      )
  // Its filters split their settings at blanks, and quotes would travel with the name.
  if (['fluent-bit', 'ibm-cloud-logs'].includes(agent.id) && /\s/.test(wishes.application + wishes.subsystem))
    return fail('usage', 'Fluent Bit takes names without blanks only.', 'Use a dash instead of the blank.')
  return ok({ agent, options: { ...wishes, format, value: null } })
}

/** The snippet with the agent's own reference in place of the key. */
export const plainSnippet = (agent: Agent, options: SnippetOptions): string =>
  agent.snippet?.({ ...options, value: null }) ?? ''

/** The snippet with the value in it, wrapped at once. Opens the value. */
export const snippetWith = (agent: Agent, options: SnippetOptions, value: Secret): Secret =>
  value.expose((text) => Secret.of(agent.snippet?.({ ...options, value: text }) ?? ''))
