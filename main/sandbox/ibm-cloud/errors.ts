import { randomBytes } from 'node:crypto'
import { type Answer, type Asked, json } from '../exchange.ts'

/** The vendor's three ways to say no, and the diagnostic `context` that stands in some of its answers. */

type About = Pick<Asked, 'method' | 'path'> & Partial<Pick<Asked, 'headers'>>

const requestId = (): string => `${randomBytes(5).toString('base64url')}-${randomBytes(16).toString('hex')}`

/** In answers of `/v1/apikeys` and `/v1/serviceids`, good and bad. */
export const contextOf = ({ method, path, headers }: About): Record<string, unknown> => ({
  transaction_id: requestId(),
  operation: `${method} ${path}`,
  user_agent: headers?.['user-agent'] ?? '',
  url: 'https://iam.cloud.ibm.com',
  instance_id: 'iamid-sandbox-0',
  thread_id: '17',
  host: 'iamid-sandbox-0',
  start_time: '01.01.2026 00:00:00:000 UTC',
  end_time: '01.01.2026 00:00:00:001 UTC',
  elapsed_time: '1',
  cluster_name: 'iam-id-sandbox',
})

/** Of `/identity/token`: camelCase. `details` may repeat what was sent, the value included. */
export const tokenError = (
  { headers }: About,
  status: number,
  code: string,
  message: string,
  details?: string,
): Answer =>
  json(status, {
    context: {
      requestId: requestId(),
      requestType: 'incoming.OIDC_Token',
      userAgent: headers?.['user-agent'] ?? '',
      url: 'https://iam.cloud.ibm.com',
      instanceId: 'iamid-sandbox-0',
      threadId: '17',
      host: 'iamid-sandbox-0',
      startTime: '01.01.2026 00:00:00:000 UTC',
      endTime: '01.01.2026 00:00:00:001 UTC',
      elapsedTime: '1',
      locale: 'en_US',
    },
    errorCode: code,
    errorMessage: message,
    ...(details === undefined ? {} : { errorDetails: details }),
  })

const words: Readonly<Record<number, string>> = {
  400: 'bad_request',
  401: 'unauthorized',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  409: 'conflict',
  412: 'precondition_failed',
  422: 'unprocessable_entity',
  429: 'too_many_requests',
}

/** Of `/v1/apikeys` and `/v1/serviceids`: snake_case, a list of errors beside the context. */
export const identityError = (about: About, status: number, messageCode: string, message: string): Answer =>
  json(status, {
    context: contextOf(about),
    status_code: status,
    errors: [{ code: words[status] ?? 'internal_error', message_code: messageCode, message }],
    trace: requestId(),
  })

/** Of `/v1/policies` and `/v2/roles`. */
export const policyError = (
  status: number,
  code: string,
  message: string,
  details?: Record<string, unknown>,
): Answer =>
  json(status, {
    trace: requestId(),
    errors: [
      {
        code,
        message,
        ...(details === undefined ? {} : { details }),
        more_info: 'https://cloud.ibm.com/apidocs/iam-policy-management',
      },
    ],
    status_code: status,
  })

/** The shape that belongs to the path, for what happens before anybody looks at a request. */
export function errorFor(about: About, status: number, message: string): Answer {
  if (about.path === '/identity/token') return tokenError(about, status, 'BXNIM0500E', message)
  if (!isPolicyPath(about.path)) return identityError(about, status, 'BXNIM0500E', message)
  const code = status === 403 ? 'insufficent_permissions' : (words[status] ?? 'request_not_processed')
  return policyError(status, code, message)
}

export const isPolicyPath = (path: string): boolean => /^\/v[12]\/(policies|roles)(\/|$)/.test(path)
