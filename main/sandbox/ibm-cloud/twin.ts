import { hashOf } from '../model.ts'
import type { Twin } from '../twin.ts'
import { type IbmKey, type IbmState, isServiceIdentity, newIbmValue } from './model.ts'
import { crnOf } from './roles.ts'

type State = Omit<IbmState, 'ports'>

/**
 * The account with a key of the same id and owner, that may send. A service ID comes with the same `iam_id` and name;
 * a user's key becomes one of the user who rehearses, since nobody makes keys for somebody else.
 */
export function withIbmTwin(state: State, twin: Twin, now: Date): State {
  const at = now.toISOString()
  const admin = state.users[0]?.iamId ?? ''
  const iamId = twin.owner?.id || admin
  const born = {
    createdBy: admin,
    createdAt: at,
    modifiedAt: at,
    version: 1,
    history: [],
    description: null,
    locked: false,
  }
  const key: IbmKey = {
    ...born,
    ...{ id: twin.id, iamId, name: twin.name },
    disabled: false,
    expiresAt: null,
    storeValue: false,
    supportSessions: false,
    actionWhenLeaked: 'disable',
    valueHash: hashOf(newIbmValue()),
    value: null,
    authentications: 0,
    lastAuthentication: null,
  }
  const whole = { ...state, keys: [...state.keys, key] }
  if (!isServiceIdentity(iamId)) return renamed(whole, admin, iamId)
  const service = {
    ...born,
    ...{ id: iamId.slice('iam-'.length), iamId, name: twin.owner?.name ?? twin.name },
    groupId: 'default',
    uniqueInstanceCrns: [],
  }
  const roles = [crnOf('logs', 'Sender')]
  const policy = {
    ...{ id: `twin-${twin.id}`, subject: iamId, roles, effective: roles, description: null },
    resource: [
      { name: 'accountId', value: state.accountId },
      { name: 'serviceName', value: 'logs' },
    ],
    createdBy: admin,
    createdAt: at,
  }
  return { ...whole, serviceIds: [...state.serviceIds, service], policies: [...state.policies, policy] }
}

/** The account in which an identity has another `iam_id`. */
function renamed(state: State, from: string, to: string): State {
  const of = (iamId: string): string => (iamId === from ? to : iamId)
  return {
    ...state,
    users: state.users.map((user) => ({ ...user, iamId: of(user.iamId) })),
    keys: state.keys.map((key) => ({ ...key, iamId: of(key.iamId), createdBy: of(key.createdBy) })),
    serviceIds: state.serviceIds.map((one) => ({ ...one, createdBy: of(one.createdBy) })),
    policies: state.policies.map((one) => ({
      ...one,
      subject: of(one.subject),
      createdBy: of(one.createdBy),
    })),
  }
}
