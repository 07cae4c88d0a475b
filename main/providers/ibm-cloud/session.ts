import { fail, ok, type Result } from '../../../shared/errors.ts'
import type { Secret } from '../../vault/secret.ts'
import type { Http } from '../http.ts'
import { notBegun } from '../http-failure.ts'
import type { Connection, Identity, ProviderSession } from '../provider.ts'
import { type Deadlines, iamOf } from './iam.ts'
import { createKey, deleteKey, readHistory, readValue, updateKey } from './keys.ts'
import { listKeys, type Who } from './listing.ts'
import { sendLine } from './marked-line.ts'
import { vendor } from './meanings.ts'
import { maySend } from './policies.ts'
import { consoleOf } from './regions.ts'
import { serviceIdCalls } from './service-ids.ts'
import { type Tokens, tokensOf } from './token.ts'
import { detailsOf, verify } from './verify.ts'

/** Opens a session over IAM. Addresses are origins, as `endpointsOf` returns them. */
export function openSession(http: Http, connection: Connection, deadlines: Deadlines): ProviderSession {
  const origin = connection.apiUrl.replace(/\/+$/, '')
  const { credential, ingressUrl, instance } = connection
  const tokensFor = (key: Secret): Tokens => tokensOf(http, origin, key, { deadlineMs: deadlines.token })
  const own: Tokens = credential === null ? noTokens : tokensFor(credential)
  const iam = iamOf(http, origin, own, credential === null ? [] : [credential], deadlines)

  /** From the token; the record that was made when the account was added stands in where the token does not say it. */
  async function who(signal?: AbortSignal): Promise<Result<Who>> {
    const token = await own.get(signal)
    if (!token.ok) return token
    const { claims } = token.value
    const accountId = claims.accountId ?? connection.teamId
    const iamId = claims.iamId ?? connection.userId
    if (accountId !== null && iamId !== null) return ok({ accountId, iamId, name: claims.name })
    const key = credential === null ? ok(null) : await detailsOf(iam, credential, signal)
    if (!key.ok) return key
    if (key.value?.accountId) {
      return ok({ accountId: key.value.accountId, iamId: key.value.iamId, name: claims.name })
    }
    return fail(
      'vendor-malformed',
      `${vendor} gave a token that does not say which account and identity it is for.`,
      'Check that the address is that of IAM; if it is, report this.',
    )
  }

  const known = async <T>(
    run: (own: Who) => Promise<Result<T>>,
    signal?: AbortSignal,
  ): Promise<Result<T>> => {
    const found = await who(signal)
    return found.ok ? run(found.value) : found
  }

  return {
    async identify(signal): Promise<Result<Identity>> {
      const found = await who(signal)
      if (!found.ok) return found
      // Which key it is, so that nothing cuts it. Not every identity may look: then the value's fingerprint tells.
      const key = credential === null ? ok(null) : await detailsOf(iam, credential, signal)
      if (!key.ok) return key
      const { accountId, iamId, name } = found.value
      return ok({
        teamId: accountId,
        teamName: null,
        userName: name,
        userId: iamId,
        credentialKeyId: key.value?.id ?? null,
        consoleUrl: consoleOf(origin),
      })
    },

    listKeys: (recorded, signal) => known((found) => listKeys(iam, found, recorded, signal), signal),
    async createKey(key) {
      const found = notBegun({ effect: 'create' }, await who())
      return found.ok ? createKey(iam, found.value, key) : found
    },
    updateKey: (keyId, change) => updateKey(iam, keyId, change),
    deleteKey: (keyId) => deleteKey(iam, keyId),
    readValue: (keyId) => readValue(iam, keyId),
    sendMarkedLine: (value, marker) => sendLine(http, ingressUrl, tokensFor(value), marker, deadlines),

    verify(value, question, signal) {
      const tokens = tokensFor(value)
      const ladder = {
        iam,
        tokens,
        accountId: connection.teamId,
        maySend: (ownerId: string) =>
          known((found) => maySend(iam, found.accountId, instance, ownerId, signal), signal),
        send:
          ingressUrl === ''
            ? null
            : (marker: string) => sendLine(http, ingressUrl, tokens, marker, deadlines),
      }
      return verify(ladder, value, question, signal)
    },

    policies: null,
    history: (keyId, signal) => readHistory(iam, keyId, signal),
    bulk: null,
    serviceIds: serviceIdCalls({ iam, instance, who }),
  }
}

const noTokens: Tokens = {
  get: async () => fail('usage', 'An IBM Cloud account needs its API key. Nothing was sent.'),
  forget: () => undefined,
}
