import { z } from 'zod'
import type { Answer, Asked } from '../exchange.ts'
import { type Call, invalid } from './calls.ts'
import { readMinute } from './model.ts'

const leak = z.enum(['none', 'disable', 'delete'])
const when = z.string().transform((text, context) => {
  const at = readMinute(text)
  if (at === null) context.addIssue('must look like yyyy-MM-ddTHH:mm+0000')
  return at ?? ''
})
const own = z.string().min(32)
const name = z.string().trim().min(1).max(200)

export const createKeyBody = z.strictObject({
  name,
  iam_id: z.string().min(1),
  account_id: z.string().optional(),
  description: z.string().max(1000).optional(),
  apikey: own.optional(),
  store_value: z.boolean().optional(),
  support_sessions: z.boolean().optional(),
  action_when_leaked: leak.optional(),
  expires_at: when.optional(),
})

/** An empty text takes a property away. */
export const updateKeyBody = z.strictObject({
  name: name.optional(),
  description: z.string().max(1000).optional(),
  support_sessions: z.boolean().optional(),
  action_when_leaked: leak.optional(),
  expires_at: z.union([z.literal(''), when]).optional(),
})

export const createServiceIdBody = z.strictObject({
  account_id: z.string().min(1),
  name,
  description: z.string().max(1000).optional(),
  group_id: z.string().optional(),
  unique_instance_crns: z.array(z.string()).max(1000).optional(),
  apikey: createKeyBody.omit({ iam_id: true, account_id: true, support_sessions: true }).optional(),
})

export const updateServiceIdBody = z.strictObject({
  name: name.optional(),
  description: z.string().max(1000).optional(),
  unique_instance_crns: z.array(z.string()).max(1000).optional(),
})

/** The body, or what is wrong with it in words. */
export function readBody<T>(
  asked: Asked,
  schema: z.ZodType<T>,
): { readonly body: T } | { readonly wrong: string } {
  if (asked.contentType !== 'application/json') return { wrong: 'The content type must be application/json' }
  let body: unknown
  try {
    body = JSON.parse(asked.body.toString('utf8'))
  } catch {
    return { wrong: 'The body is not JSON' }
  }
  const read = schema.safeParse(body)
  if (read.success) return { body: read.data }
  const [issue] = read.error.issues
  return {
    wrong: `Validation of property '${issue?.path.join('.') || 'body'}' failed: ${issue?.message ?? 'invalid'}`,
  }
}

export function withBody<T>(call: Call, schema: z.ZodType<T>, then: (body: T) => Answer): Answer {
  const read = readBody(call.asked, schema)
  return 'wrong' in read ? invalid(call, read.wrong) : then(read.body)
}

/** A header that is `true` or `false`; null where it is something else. */
export function flag({ asked }: Call, name: string): boolean | null {
  const text = asked.headers[name] ?? 'false'
  return text === 'true' ? true : text === 'false' ? false : null
}
