import { randomUUID } from 'node:crypto'
import type { PolicyCalls, PolicyKey, ServiceIdCalls } from '../../main/providers/provider.ts'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { KeyType } from '../../shared/model.ts'
import type { AccessPolicy, AccountRight, ServiceId, ServiceIdList } from '../../shared/providers.ts'

/** The access policies of a vendor in memory. */
export class FakePolicies implements PolicyCalls {
  readonly policies = new Map<string, AccessPolicy>()
  kept: readonly string[] = []
  groupsAnswer: Result<readonly { id: string; name: string }[]> = ok([{ id: 'g1', name: 'Platform' }])
  writeFault: Result<never> | null = null

  async read(key: PolicyKey): Promise<Awaited<ReturnType<PolicyCalls['read']>>> {
    const policy = this.policies.get(key.id)
    return ok(policy ? { policy, kept: this.kept } : null)
  }

  async write(key: PolicyKey, policy: AccessPolicy | null): Promise<Result<void>> {
    if (this.writeFault) return this.writeFault
    if (policy === null) this.policies.delete(key.id)
    else this.policies.set(key.id, policy)
    return ok(undefined)
  }

  async groups(): Promise<Result<readonly { id: string; name: string }[]>> {
    return this.groupsAnswer
  }

  permissions(type: KeyType): ReturnType<PolicyCalls['permissions']> {
    if (type === 'personal') return null
    const of = (verb: string): string => `${type}-api-keys:${verb}`
    return {
      read: of('Read'),
      manage: of('Manage'),
      readPolicy: of('ReadPolicy'),
      managePolicy: of('ManagePolicy'),
    }
  }
}

type Fault = 'lost-before-commit' | 'lost-after-commit' | 'refused' | null

/** The service IDs of a vendor in memory. Faults are set by the test. */
export class FakeServiceIds implements ServiceIdCalls {
  readonly all = new Map<string, ServiceId>()
  /** By the policy's id, whom it lets send. */
  readonly granted = new Map<string, string>()
  readonly calls: string[] = []
  createFault: Fault = null
  grantFault: Fault = null
  removeFault: Result<never> | null = null
  revokeFault: Result<never> | null = null
  listFault: Result<ServiceIdList> | null = null
  /** Called when a call arrives, before anything is committed; one that never answers is a process killed there. */
  onCall: (name: string) => undefined | Promise<never> = () => undefined
  /** Called when the work is done, before the answer. */
  onDone: (name: string) => undefined | Promise<never> = () => undefined

  async list(): Promise<Result<ServiceIdList>> {
    return this.listFault ?? ok({ serviceIds: [...this.all.values()], notes: [] })
  }

  async create(name: string, description: string | null): Promise<Result<ServiceId>> {
    await this.#arrived('create')
    if (this.createFault === 'refused') return refused
    if (this.createFault === 'lost-before-commit') return lost
    const id = `ServiceId-${randomUUID()}`
    const made = { id, ownerId: `iam-${id}`, name, description, locked: false }
    this.all.set(id, made)
    await this.onDone('create')
    return this.createFault === 'lost-after-commit' ? lost : ok(made)
  }

  async remove(id: string): Promise<Result<void>> {
    await this.#arrived('remove')
    if (this.removeFault) return this.removeFault
    this.all.delete(id)
    return ok(undefined)
  }

  async grantSending(service: ServiceId): Promise<Result<{ readonly policyId: string }>> {
    await this.#arrived('grant')
    if (this.grantFault === 'refused') return refused
    if (this.grantFault === 'lost-before-commit') return lost
    const policyId = `policy-${this.granted.size + 1}`
    this.granted.set(policyId, service.ownerId)
    await this.onDone('grant')
    return this.grantFault === 'lost-after-commit' ? lost : ok({ policyId })
  }

  async revokeSending(policyId: string): Promise<Result<void>> {
    await this.#arrived('revoke')
    if (this.revokeFault) return this.revokeFault
    this.granted.delete(policyId)
    return ok(undefined)
  }

  async maySend(ownerId: string): Promise<Result<{ state: AccountRight['state']; text: string }>> {
    const may = [...this.granted.values()].includes(ownerId)
    return ok(
      may
        ? { state: 'granted', text: 'A policy gives it the role Sender.' }
        : { state: 'unknown', text: 'No policy was shown.' },
    )
  }

  async #arrived(name: string): Promise<void> {
    this.calls.push(name)
    await this.onCall(name)
  }
}

const lost = fail(
  'outcome-unknown',
  'The vendor did not answer.',
  'It is looked for before it is made again.',
)
const refused = fail('permission-missing', 'The vendor refused it: the role is missing.', 'Ask an admin.', {
  permissions: ['iam-identity.serviceid.create'],
})
