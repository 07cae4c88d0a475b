import { type Answer, type Asked, json } from '../exchange.ts'
import type { Faults } from '../faults.ts'
import type { IbmAccount } from './account.ts'
import { tokenError } from './errors.ts'
import { type IbmKey, isServiceIdentity } from './model.ts'
import type { Tokens } from './tokens.ts'

const apiKeyGrant = 'urn:ibm:params:oauth:grant-type:apikey'
const fields: ReadonlySet<string> = new Set(['grant_type', 'apikey', 'response_type', 'scope'])

/** `POST /identity/token`: a key's value for an access token. A form and nothing else. */
export function exchangeKey(account: IbmAccount, tokens: Tokens, faults: Faults, asked: Asked): Answer {
  const refuse = (code: string, message: string, details?: string): Answer =>
    tokenError(asked, 400, code, message, details)
  if (asked.contentType !== 'application/x-www-form-urlencoded') {
    return refuse('BXNIM0106E', 'The content type must be application/x-www-form-urlencoded')
  }
  const form = new URLSearchParams(asked.body.toString('utf8'))
  for (const name of new Set(form.keys())) {
    if (!fields.has(name)) return refuse('BXNIM0106E', `Property '${name}' is not expected`)
    if (form.getAll(name).length > 1) return refuse('BXNIM0106E', `Property '${name}' was given twice`)
  }
  const grant = form.get('grant_type')
  if (!grant) return refuse('BXNIM0109E', "Property missing or empty: 'grant_type'")
  if (grant !== apiKeyGrant) {
    return refuse('BXNIM0106E', `Validation of property 'grant_type' with value '${grant}' failed`)
  }
  const kind = form.get('response_type')
  if (kind !== null && kind !== 'cloud_iam') {
    return refuse(
      'BXNIM0106E',
      `Validation of property 'response_type' with value '${kind}' failed. Valid values: 'cloud_iam'`,
    )
  }
  const value = form.get('apikey')
  if (!value) return refuse('BXNIM0109E', "Property missing or empty: 'apikey'")
  const key = account.holder(value)
  if (key === null) {
    // The vendor repeats what it was sent: whoever shows these details shows a value.
    const details = `BXNIM0102E: Unable to find Object. Object Type: 'ApiKey' with ID: '${value}' not found.`
    return refuse('BXNIM0415E', 'Provided API key could not be found.', details)
  }
  if (key.disabled) return refuse('BXNIM0462E', 'Provided API key is disabled.')
  if (account.expired(key)) return refuse('BXNIM0463E', 'Provided API key is expired.')
  if (key.locked && faults.quirk('locked-refused', 'iam', asked, key.id) !== null) {
    return refuse('BXNIM0464E', 'Provided API key is locked.')
  }
  account.authenticated(key.id)
  const short = faults.quirk('short-token', 'iam', asked, key.id)
  return issue(account, tokens, key, short?.seconds ?? account.state.settings.tokenSeconds)
}

function issue(account: IbmAccount, tokens: Tokens, key: IbmKey, seconds: number): Answer {
  const { iamId } = key
  const of = { iam_id: iamId, account: { valid: true, bss: account.state.accountId, frozen: true } }
  const service = account.serviceIdOf(iamId)
  const user = account.state.users.find((one) => one.iamId === iamId)
  const who = isServiceIdentity(iamId)
    ? {
        id: iamId,
        identifier: iamId.slice('iam-'.length),
        name: service?.name ?? '',
        sub: iamId.slice('iam-'.length),
        sub_type: 'ServiceId',
      }
    : {
        id: iamId,
        realmid: 'IBMid',
        identifier: iamId.slice('IBMid-'.length),
        name: user?.name ?? '',
        email: user?.email ?? '',
        sub: user?.email ?? '',
      }
  const claims = { ...of, ...who, grant_type: apiKeyGrant, scope: 'ibm openid', client_id: 'default', acr: 1 }
  const { token, expiration } = tokens.issue({ keyId: key.id, iamId }, claims, seconds)
  return json(200, {
    access_token: token,
    refresh_token: 'not_supported',
    ...(user === undefined ? {} : { ims_user_id: 7_654_321 }),
    token_type: 'Bearer',
    expires_in: seconds,
    expiration,
    scope: 'ibm openid',
  })
}
