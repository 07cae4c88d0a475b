import { entityTag, type IbmEntity, type IbmKey, type IbmServiceId, minuteOf } from './model.ts'

/** How keys and service IDs look in the vendor's answers: what is not set is left out. */

export interface Shown {
  readonly accountId: string
  readonly history: boolean
  readonly activity?: boolean
}

const withoutNulls = (shape: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== null && value !== undefined))

const entityShape = (
  one: IbmEntity,
  kind: string,
  { accountId, history }: Shown,
): Record<string, unknown> => ({
  id: one.id,
  entity_tag: entityTag(one),
  crn: `crn:v1:bluemix:public:iam-identity::a/${accountId}::${kind}:${one.id}`,
  locked: one.locked,
  created_at: minuteOf(one.createdAt),
  created_by: one.createdBy,
  modified_at: minuteOf(one.modifiedAt),
  name: one.name,
  description: one.description,
  iam_id: one.iamId,
  account_id: accountId,
  history: history
    ? one.history.map(({ at, by, action, params, message }) => ({
        timestamp: minuteOf(at),
        iam_id: by,
        iam_id_account: accountId,
        action,
        params,
        message,
      }))
    : null,
})

/** `value`: what stands under `apikey`; undefined leaves the field out. */
export const keyShape = (key: IbmKey, shown: Shown, value: string | undefined): Record<string, unknown> =>
  withoutNulls({
    ...entityShape(key, 'apikey', shown),
    disabled: key.disabled,
    support_sessions: key.supportSessions,
    action_when_leaked: key.actionWhenLeaked,
    expires_at: key.expiresAt === null ? null : minuteOf(key.expiresAt),
    apikey: value,
    activity: shown.activity
      ? withoutNulls({
          last_authn: key.lastAuthentication === null ? null : minuteOf(key.lastAuthentication),
          authn_count: String(key.authentications),
        })
      : null,
  })

export const serviceIdShape = (service: IbmServiceId, shown: Shown): Record<string, unknown> => {
  const { created_by: _, ...shape } = entityShape(service, 'serviceid', shown)
  return withoutNulls({
    ...shape,
    group_id: service.groupId,
    unique_instance_crns: service.uniqueInstanceCrns,
    activity: shown.activity ? { authn_count: '0' } : null,
  })
}
