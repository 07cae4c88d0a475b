import { z } from 'zod'
import { ok, type Result } from '../../../shared/errors.ts'
import { camelCased, id, maxListed, name } from './schemas.ts'

/** A group of the team's members, as access policies name it. */
export interface Group {
  readonly id: string
  readonly name: string
}

const page = z.object({
  groups: z.array(z.unknown()).nullish(),
  nextPageToken: z.string().max(2000).nullish().catch(null),
})
const group = z.object({ groupId: id, name })

/** Reads a page of groups; null when it is none. One bad entry does not lose the others. */
export function parseGroups(
  json: unknown,
): { readonly groups: readonly Group[]; readonly next: string | null } | null {
  const read = page.safeParse(camelCased(json ?? {}))
  if (!read.success) return null
  const groups = (read.data.groups ?? []).slice(0, maxListed).flatMap((entry) => {
    const one = group.safeParse(entry)
    return one.success ? [{ id: one.data.groupId, name: one.data.name || one.data.groupId }] : []
  })
  return { groups, next: read.data.nextPageToken || null }
}

const pageSize = 100
const maxPages = 50

/**
 * All groups, page by page, each once. `ask` takes the query. Stops at 50 pages, and where a token comes again: what
 * was read until then counts.
 */
export async function allGroups(
  ask: (query: string) => Promise<Result<NonNullable<ReturnType<typeof parseGroups>>>>,
): Promise<Result<readonly Group[]>> {
  const found = new Map<string, Group>()
  const tokens = new Set<string>()
  let token: string | null = null
  for (let count = 0; count < maxPages; count++) {
    const query = new URLSearchParams({ page_size: String(pageSize), ...(token && { page_token: token }) })
    const answer = await ask(query.toString())
    if (!answer.ok) return answer
    for (const one of answer.value.groups) if (!found.has(one.id)) found.set(one.id, one)
    token = answer.value.next
    if (token === null || tokens.has(token)) break
    tokens.add(token)
  }
  return ok([...found.values()].sort((left, right) => left.name.localeCompare(right.name, 'en')))
}
