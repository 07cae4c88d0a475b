import { fail, ok } from '../../shared/errors.ts'
import type { Api } from '../../shared/ipc.ts'
import type { AccessPolicy, AccessPolicyView } from '../../shared/providers.ts'
import type { Script } from './flows.ts'

const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms))

const groups: AccessPolicyView['groups'] = [
  { id: '1204', name: 'platform-owners' },
  { id: '1207', name: 'edge-operators' },
  { id: '1211', name: 'payments-on-call' },
  { id: '1213', name: 'contractors' },
  { id: '1220', name: 'read-only-auditors' },
]

const permissions: AccessPolicyView['permissions'] = {
  read: 'data-ingest-api-keys:ReadConfig',
  manage: 'data-ingest-api-keys:Manage',
  readPolicy: 'data-ingest-api-keys:ReadAccessPolicy',
  managePolicy: 'data-ingest-api-keys:UpdateAccessPolicy',
}

const used: AccessPolicy = {
  general: { access: 'read', policy: 'default' },
  rules: [
    { groupId: '1204', access: 'manage', policy: 'default' },
    { groupId: '1213', access: 'none', policy: 'default' },
  ],
}

const lacks = (what: string) =>
  fail(
    'permission-missing',
    `The vendor answered 403: this admin key lacks ${permissions.readPolicy} and ${permissions.managePolicy}. ${what}`,
    'Give both to the admin key in Coralogix, or use another one.',
  )

/** Access policies of the stand-in for main, as a script wants them. */
export function policyCalls(script: Script): Pick<Api, 'keys.policy' | 'keys.setPolicy'> {
  let policy: AccessPolicy | null = script.has('no-policy') ? null : used
  return {
    'keys.policy': async ({ ref }) => {
      await wait(script.has('slow') ? 60_000 : 60)
      if (script.has('no-policy-rights')) return lacks('The policy was not read.')
      return ok({
        ref,
        policy,
        kept: script.has('kept') ? ['A condition on the rule of payments-on-call (source address).'] : [],
        groups: script.has('no-groups') ? [] : groups,
        groupsNote: script.has('no-groups')
          ? 'The groups could not be listed: the admin key lacks team-groups:ReadConfig. Their ids stand on the vendor’s page of groups.'
          : null,
        permissions,
      })
    },
    'keys.setPolicy': async (input) => {
      await wait(120)
      if (script.has('no-save')) return lacks('The policy is as it was.')
      policy = input.policy
      return ok(undefined)
    },
  }
}
