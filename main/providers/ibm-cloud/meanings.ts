import type { Meaning, Refusal } from '../http-failure.ts'

export const vendor = 'IBM Cloud'

/** The roles that calls want, as they are named in a failure. */
export const roles = {
  admin: 'Administrator on the IAM Identity service',
  keyCreator: 'User API key creator on the IAM Identity service',
  serviceIdCreator: 'Service ID creator on the IAM Identity service',
  policyAdmin: 'Administrator on IBM Cloud Logs',
  sender: 'Sender on IBM Cloud Logs',
} as const

export const answered = ({ status, said }: Refusal): string =>
  `${vendor} answered ${status}${said === '' ? '' : ` (${said})`}`

/** What a refusal of IAM means; null where the status says it. `needs`: the roles of which the call wants one. */
export function meaningFor(needs: readonly string[]): (refusal: Refusal) => Meaning | null {
  return (refusal) => {
    const { status, name } = refusal
    if (refusal.missingRoute || status === 429) return null
    if (status === 401) {
      return {
        code: 'credential-rejected',
        what: `${answered(refusal)}, it does not take the token of the account's API key`,
        hint: "Check in the console that the key is neither disabled, expired nor deleted; then replace the account's credential.",
      }
    }
    // The vendor's own spelling, and the one that it may be put right to.
    if (status === 403 || name === 'insufficent_permissions' || name === 'insufficient_permissions') {
      return lacking(refusal, needs)
    }
    if (name === 'BXNIM0151E') {
      return {
        code: 'refused',
        what: `the identity has as many API keys as ${vendor} allows, 20 unless IBM has raised it; ${answered(refusal)}`,
        hint: 'Delete a key of this identity that nothing uses, then try again.',
      }
    }
    if (status === 409 || status === 412) {
      return {
        code: 'refused',
        what: `${answered(refusal)}: it does not fit how things stand there now`,
        hint: 'Sync, look at how it stands now, then repeat it where needed.',
      }
    }
    return null
  }
}

function lacking(refusal: Refusal, needs: readonly string[]): Meaning {
  const code = 'permission-missing'
  if (needs.length === 0) {
    const what = `${answered(refusal)}, it does not let the identity of this API key do that`
    return { code, what, hint: "Use an API key of somebody who may, as the account's credential." }
  }
  const roles = needs.join(' or ')
  return {
    code,
    what: `${answered(refusal)}; the identity of this API key lacks the role ${roles}`,
    hint: `Give it the role ${roles} in the console, under Manage, then Access (IAM), or use an API key of somebody who has it.`,
  }
}

/** What a refusal of the token call means: whatever is wrong with a key, the answer is 400 or 401. */
export function tokenMeaning(refusal: Refusal): Meaning | null {
  if (refusal.missingRoute) return null
  if (refusal.status === 400 || refusal.status === 401) {
    return {
      code: 'credential-rejected',
      what: `${vendor} does not accept the API key, it answered ${refusal.status}${refusal.said === '' ? '' : ` (${refusal.said})`}`,
      hint: 'Check that the key was copied whole and is neither disabled, expired nor deleted in the console.',
    }
  }
  return refusal.status === 403 ? lacking(refusal, []) : null
}

/** What the ingress's refusal of a line means: it is about the key that was looked at, not the account's. */
export function lineMeaning(refusal: Refusal): Meaning | null {
  if (refusal.status === 401) {
    return {
      code: 'credential-rejected',
      what: `${answered(refusal)}, it does not take the token of this key`,
      hint: 'Check that the instance belongs to the same account as the key.',
    }
  }
  if (refusal.status !== 403) return null
  return {
    code: 'permission-missing',
    what: `${answered(refusal)}; the key's identity lacks the role ${roles.sender}`,
    hint: `Give its service ID the role ${roles.sender}.`,
  }
}
