import { type Answer, type Asked, json } from '../exchange.ts'
import type { AggregationsKey } from './model.ts'
import type { Organization } from './organization.ts'

/** The vendor's API: what can be read with a key, and whether a key works. There is no call that manages keys. */

const base = '/api/v1/'

export const say = (status: number, message: string): Answer => json(status, { message })

/** The enabled key of a request that has this permission, or why it has none. */
export function keyFor(
  organization: Organization,
  { headers }: Pick<Asked, 'headers'>,
  permission: keyof AggregationsKey['permissions'],
): AggregationsKey | Answer {
  const value = headers['x-api-token'] ?? ''
  if (value === '') return say(401, 'Missing x-api-token header')
  const key = organization.holder(value)
  if (key === null) return say(401, 'Invalid API key')
  if (!key.enabled) return say(401, 'API key is disabled')
  if (!key.permissions[permission]) return say(401, `API key does not have ${permission} permission`)
  return key
}

const filters = (organizationId: string): readonly Record<string, unknown>[] => [
  {
    id: 1401,
    name: 'Requests by region',
    filter: 'event == "request"',
    groupings: ['region'],
    groupingItems: [{ name: 'region', path: '$.region' }],
    intervalType: 'MINUTE',
    intervalCount: 1,
    organizationId,
    aggregations: [{ id: 1, name: 'Count', type: 'COUNT' }],
  },
]

/** Answers one call of the app's server. */
export function answerApp(organization: Organization, asked: Asked): Answer {
  const { method, path } = asked
  const { organizationId } = organization.state
  const read = (then: () => Answer): Answer => {
    const key = keyFor(organization, asked, 'read')
    return 'status' in key ? key : then()
  }
  switch (`${method} ${path.startsWith(base) ? path.slice(base.length) : ''}`) {
    case 'GET filter-definitions':
      return read(() => json(200, filters(organizationId)))
    case 'GET organization/ping':
      return read(() => json(200, { organizationId }))
    case 'GET organization/ping-w':
      return pingWrite(organization, asked)
    case 'POST metrics/results':
      return read(() => results(asked))
    case 'POST metrics/groupings':
      return read(() => withBody(asked, () => json(200, [{ region: ['eu', 'us'] }])))
  }
  return say(404, 'Not Found')
}

/** Whether an event would be taken, without one. */
function pingWrite(organization: Organization, asked: Asked): Answer {
  const key = keyFor(organization, asked, 'write')
  if ('status' in key) return key
  const query = new URLSearchParams(asked.query)
  const ingestId = query.get('ingest_id') ?? ''
  if (ingestId === '') return say(400, 'ingest_id is required')
  if (ingestId !== organization.state.ingestId) return say(404, 'Ingest not found')
  if (query.get('schema') !== 'ARRAY_OF_EVENTS') return say(400, 'The ingest has another schema')
  return json(200, { message: 'OK' })
}

function results(asked: Asked): Answer {
  const multi = new URLSearchParams(asked.query).get('multi') === 'true'
  return withBody(asked, (body) => {
    if (Array.isArray(body) !== multi) return say(400, 'multi=true takes an array')
    const asks: readonly unknown[] = Array.isArray(body) ? body : [body]
    const told = asks.map((one) => {
      const { filterId } = (one ?? {}) as Record<string, unknown>
      return typeof filterId === 'number' ? { filterId, metrics: [] } : null
    })
    if (told.includes(null)) return say(400, 'filterId is required')
    return json(200, multi ? told : told[0])
  })
}

function withBody(asked: Asked, then: (body: unknown) => Answer): Answer {
  if (asked.contentType !== 'application/json') return say(400, 'Content-Type must be application/json')
  try {
    return then(JSON.parse(asked.body.toString('utf8')))
  } catch {
    return say(400, 'Malformed JSON')
  }
}
