import { fail, ok } from '../../../shared/errors.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

/** Agents, snippets, and keys put into config files. */
export const agentHandlers = (desktop: Desktop): HandlersOf<'agents' | 'inject'> => {
  const { injection, keys } = desktop.core
  return {
    'agents.list': async () => ok(await injection.agents()),

    'agents.snippet': async (request) => {
      const text = await injection.snippet(request)
      return text.ok ? ok({ text: text.value }) : text
    },

    'agents.copySnippet': async (request) => {
      const wait = desktop.limits.copy.take()
      if (wait > 0)
        return fail('refused', 'Too many values were asked for within a minute.', `Wait ${wait} s.`, {
          retryAfterSeconds: wait,
        })
      const key = keys.detail(request.ref)
      if (!key.ok) return key
      const snippet = await injection.snippetWithValue(request)
      return snippet.ok
        ? desktop.clipboard.hold(snippet.value, request.ref, `Snippet with ${key.value.key.name}`)
        : snippet
    },

    'inject.pickFiles': async () => ok(await desktop.dialogs.pickConfigs()),
    'inject.plan': ({ files, ref, at }) => injection.plan(files, ref, at),
    'inject.apply': ({ planId }) => injection.apply(planId),
    'inject.restore': ({ file, set }) => injection.restore([file], set),
    'inject.check': ({ file }) => injection.check(file),
  }
}
