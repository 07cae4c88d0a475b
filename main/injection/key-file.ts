import { fail, ok, type Result } from '../../shared/errors.ts'
import type { AgentId } from '../../shared/model.ts'
import type { Agent, Place } from '../agents/agent.ts'
import { positionOf, referenceIn } from '../agents/locators/text.ts'

/**
 * The file at the far end of `credentials_file` and its like: one token and perhaps a newline. It is only reached
 * through the config that names it, since nothing in it says what it is.
 */
export function keyFileOf(agent: Agent, inside: AgentId, output: string, host: string | null): Agent {
  const locate = (text: string): Result<readonly Place[]> => {
    const token = text.trim()
    if (token === '' || /\s/.test(token) || text.startsWith('\uFEFF') || referenceIn(token) !== null)
      return fail(
        'file-not-editable',
        'The file is expected to hold one key and nothing else.',
        'Look at the file.',
      )
    const start = text.indexOf(token)
    return ok([
      {
        start,
        end: start + token.length,
        ...positionOf(text, start),
        agent: inside,
        output,
        kind: 'literal',
        target: null,
        quoting: 'plain',
        host,
      },
    ])
  }
  return { ...agent, detect: () => true, locate, tree: (text) => ok(text.split(/(\s+)/)) }
}
