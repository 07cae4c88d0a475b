import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Database } from '../../../main/database/sqlite.ts'
import { fail, ok } from '../../../shared/errors.ts'
import type { SenderSetup, SetupRequest } from '../../../shared/providers.ts'
import { must, World } from '../../fakes/world.ts'

let world: World
let accountId: string
beforeEach(async () => {
  world = new World()
  accountId = await world.addAccount('ibm-cloud', 'ibm')
})
afterEach(() => world.end())

const request = (more: Partial<SetupRequest> = {}): SetupRequest => ({
  ...{ accountId, name: 'edge senders', description: null, keyName: 'edge', keyDescription: 'For the edge' },
  ...{ expiresAt: null, ...more },
})
const start = async () => must(await world.core.setups.start(request()))
const states = (setup: SenderSetup) => setup.steps.map(({ state }) => state)
const never = () => new Promise<never>(() => undefined)
const texts = () => world.core.audit.list(null, 50).map(({ action }) => action)

describe('from nothing to a key that may send', () => {
  it('makes the service ID, lets it send, makes its key, and proves it', async () => {
    const seen: string[] = []
    const setup = must(
      await world.core.setups.start(request(), ({ steps }) => {
        seen.push(steps.find(({ state }) => state === 'now')?.step ?? '-')
      }),
    )
    expect(setup).toMatchObject({ state: 'done', account: 'ibm', failure: null })
    expect(states(setup)).toEqual(['done', 'done', 'done', 'done'])
    expect(setup.made).toHaveLength(3)
    expect([...new Set(seen)]).toEqual(['service-id', '-', 'sender-role', 'key', 'verify'])
    const [service] = world.ibm.serviceIds.all.values()
    expect(world.core.keys.list()).toMatchObject([
      {
        name: 'edge',
        type: 'service-id',
        hasValue: true,
        owner: { kind: 'service-id', id: service?.ownerId, name: 'edge senders' },
      },
    ])
    // Keys of a service ID that may not send yet would be made in vain: the order matters.
    expect(world.ibm.serviceIds.calls).toEqual(['create', 'grant'])
    expect(world.core.setups.open()).toEqual([])
    expect(texts()).toEqual(
      expect.arrayContaining(['setup.service-id', 'setup.sender-role', 'key.create', 'key.verify']),
    )
  })

  it('is refused where the vendor has no service IDs, and for a name that nobody can read', async () => {
    const other = await world.addAccount('coralogix', 'acme')
    expect(await world.core.setups.start(request({ accountId: other }))).toMatchObject({
      failure: {
        code: 'refused',
        message: 'The vendor of this account has no service IDs. Nothing was made.',
      },
    })
    expect(await world.core.setups.start(request({ keyName: 'a\nb' }))).toMatchObject({
      failure: { code: 'usage' },
    })
    expect(world.core.setups.open()).toEqual([])
  })

  it('lists the service IDs that there are', async () => {
    await start()
    expect(must(await world.core.setups.serviceIds(accountId)).serviceIds).toMatchObject([
      { name: 'edge senders' },
    ])
  })
})

describe('a step that fails', () => {
  it('stops with what was made, goes on from there, and makes nothing twice', async () => {
    world.ibm.serviceIds.grantFault = 'refused'
    const stopped = await start()
    expect(stopped).toMatchObject({
      state: 'stopped',
      failure: { code: 'permission-missing' },
      made: [expect.stringMatching(/^the service ID edge senders \(ServiceId-/)],
    })
    expect(states(stopped)).toEqual(['done', 'failed', 'open', 'open'])
    expect(must(world.core.accounts.report(accountId)).rights).toMatchObject([
      { what: 'Let service IDs send', state: 'missing' },
    ])
    expect(world.core.setups.open()).toMatchObject([{ id: stopped.id, state: 'stopped' }])
    world.ibm.serviceIds.grantFault = null
    expect(must(await world.core.setups.resume(stopped.id))).toMatchObject({ state: 'done' })
    expect(world.ibm.serviceIds.all.size).toBe(1)
    expect(must(world.core.accounts.report(accountId)).rights).toMatchObject([{ state: 'granted' }])
  })

  it('names no key where the vendor refused to make one', async () => {
    world.ibm.createFault = 'refused'
    const stopped = await start()
    expect(states(stopped)).toEqual(['done', 'done', 'failed', 'open'])
    expect(stopped.made).toEqual([expect.stringContaining('service ID'), expect.stringContaining('policy')])
  })

  it('is cleaned up: key, policy, service ID', async () => {
    world.ibm.verifyFault = fail('vendor-failed', 'The vendor answered 500.', '')
    const stopped = await start()
    expect(states(stopped)).toEqual(['done', 'done', 'done', 'failed'])
    expect(stopped.made).toHaveLength(3)
    expect(must(await world.core.setups.cleanUp(stopped.id))).toMatchObject({ state: 'cleaned-up', made: [] })
    expect(world.ibm.serviceIds.calls).toEqual(['create', 'grant', 'revoke', 'remove'])
    expect(world.ibm.keys.size + world.ibm.serviceIds.all.size + world.ibm.serviceIds.granted.size).toBe(0)
    expect(world.core.keys.list()).toMatchObject([{ name: 'edge', state: 'gone' }])
    expect(world.core.setups.open()).toEqual([])
    expect(await world.core.setups.resume(stopped.id)).toMatchObject({ failure: { code: 'not-found' } })
  })

  it('says afterwards what was removed, and of what was never made that there was nothing', async () => {
    world.ibm.serviceIds.grantFault = 'refused'
    const cleaned = must(await world.core.setups.cleanUp((await start()).id))
    expect(cleaned.steps.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^The service ID .* is removed\.$/),
      ...Array(3).fill('There was nothing to remove.'),
    ])
    expect(new Set(states(cleaned))).toEqual(new Set(['skipped']))
  })

  it('tells what could not be removed, and leaves what would take it along', async () => {
    world.ibm.verifyFault = fail('vendor-failed', 'The vendor answered 500.', '')
    const stopped = await start()
    world.ibm.serviceIds.revokeFault = fail('permission-missing', 'It is not allowed.', 'Ask an admin.')
    const tried = must(await world.core.setups.cleanUp(stopped.id))
    expect(tried).toMatchObject({
      state: 'stopped',
      failure: { message: 'The policy policy-1 could not be removed: It is not allowed.' },
      made: [expect.stringContaining('service ID'), expect.stringContaining('policy-1')],
    })
    expect(world.ibm.serviceIds.all.size).toBe(1)
    world.ibm.serviceIds.revokeFault = null
    expect(must(await world.core.setups.cleanUp(stopped.id))).toMatchObject({ state: 'cleaned-up' })
    expect(world.ibm.serviceIds.all.size).toBe(0)
  })

  it('is taken off the list on the user’s word, and what was made stays', async () => {
    world.ibm.serviceIds.grantFault = 'refused'
    const { id } = await start()
    must(world.core.setups.dismiss(id))
    expect(world.core.setups.open()).toEqual([])
    expect(world.ibm.serviceIds.all.size).toBe(1)
    expect(world.core.setups.dismiss(id)).toMatchObject({ failure: { code: 'not-found' } })
  })
})

describe('an answer that was lost', () => {
  it('is made good where the vendor lists the service ID', async () => {
    world.ibm.serviceIds.createFault = 'lost-after-commit'
    expect(await start()).toMatchObject({ state: 'done' })
    expect(world.ibm.serviceIds.all.size).toBe(1)
  })

  it('is looked for by the mark before anything is made again', async () => {
    const { serviceIds } = world.ibm
    // Somebody else's of the same name is not ours.
    await serviceIds.create('edge senders', null)
    serviceIds.createFault = 'lost-after-commit'
    serviceIds.listFault = fail('vendor-unreachable', 'No network.', '')
    const stopped = await start()
    expect(stopped).toMatchObject({
      state: 'stopped',
      failure: { code: 'outcome-unknown' },
      made: ['perhaps the service ID edge senders (no answer came when it was asked for)'],
    })
    expect(must(await world.core.setups.resume(stopped.id))).toMatchObject({
      state: 'stopped',
      failure: { code: 'vendor-unreachable' },
    })
    serviceIds.listFault = null
    serviceIds.createFault = null
    expect(must(await world.core.setups.resume(stopped.id))).toMatchObject({ state: 'done' })
    expect(serviceIds.all.size).toBe(2)
    expect(serviceIds.calls.filter((call) => call === 'create')).toHaveLength(2)
  })

  it('is not taken for none where the list of service IDs is not whole', async () => {
    const { serviceIds } = world.ibm
    serviceIds.createFault = 'lost-after-commit'
    serviceIds.listFault = fail('vendor-unreachable', 'No network.', '')
    const { id } = await start()
    serviceIds.createFault = null
    serviceIds.listFault = ok({ serviceIds: [], notes: ['The list broke off.'] })
    for (const now of [await world.core.setups.resume(id), await world.core.setups.cleanUp(id)]) {
      expect(must(now)).toMatchObject({
        state: 'stopped',
        failure: { message: expect.stringContaining('The list broke off.') },
      })
    }
    expect(serviceIds.all.size).toBe(1)
    serviceIds.listFault = null
    expect(must(await world.core.setups.resume(id))).toMatchObject({ state: 'done' })
    expect(serviceIds.all.size).toBe(1)
  })

  it('to the grant is looked up, and cleaning up removes a lost service ID too', async () => {
    const { serviceIds } = world.ibm
    serviceIds.grantFault = 'lost-after-commit'
    expect(await start()).toMatchObject({ state: 'done' })
    expect(serviceIds.granted.size).toBe(1)

    serviceIds.createFault = 'lost-after-commit'
    serviceIds.listFault = fail('vendor-unreachable', 'No network.', '')
    const stopped = await start()
    expect(await world.core.setups.cleanUp(stopped.id)).toMatchObject({ value: { state: 'stopped' } })
    serviceIds.listFault = null
    expect(must(await world.core.setups.cleanUp(stopped.id))).toMatchObject({ state: 'cleaned-up' })
    expect(serviceIds.all.size).toBe(1)
  })
})

describe('a process that was killed', () => {
  const killedAt = async (arm: () => void): Promise<SenderSetup> => {
    arm()
    void world.core.setups.start(request())
    await expect.poll(() => world.core.setups.open()[0]?.state).toBe('running')
    await expect.poll(() => reached).toBe(true)
    await world.restart()
    reached = false
    disarm()
    const [open, ...more] = world.core.setups.open()
    expect(more).toEqual([])
    expect(open).toMatchObject({ state: 'stopped', failure: { code: 'interrupted' } })
    return open as SenderSetup
  }
  let reached = false
  const stop = (wanted: string) => (name: string) => {
    if (name !== wanted) return undefined
    reached = true
    return never()
  }
  const disarm = () => {
    world.ibm.serviceIds.onCall = () => undefined
    world.ibm.serviceIds.onDone = () => undefined
    world.vault.onKept = null
    world.vault.onSet = null
  }
  const at = (hook: 'onCall' | 'onDone', name: string) => () => {
    world.ibm.serviceIds[hook] = stop(name)
  }
  const points: readonly (readonly [string, () => void, number])[] = [
    ['before the service ID is made', at('onCall', 'create'), 1],
    ['after it is made', at('onDone', 'create'), 1],
    ['before it may send', at('onCall', 'grant'), 2],
    ['after it may send', at('onDone', 'grant'), 2],
    [
      'when the keychain has the value',
      () => {
        world.vault.onKept = (reference) => (reference.endsWith(':1') ? stop('kept')('kept') : undefined)
      },
      3,
    ],
  ]

  it.each(points)('%s leaves a setup that says what was made, and goes on', async (_, arm, made) => {
    const open = await killedAt(arm)
    expect(open.made).toHaveLength(made)
    expect(must(await world.core.setups.resume(open.id))).toMatchObject({ state: 'done' })
    expect(world.ibm.serviceIds.all.size).toBe(1)
    expect(world.ibm.serviceIds.granted.size).toBe(1)
    expect(world.ibm.keys.size).toBe(1)
    expect(world.core.keys.list()).toMatchObject([{ name: 'edge', hasValue: true, state: 'active' }])
  })

  it.each(points)('%s is cleaned up to nothing', async (_, arm) => {
    const open = await killedAt(arm)
    expect(must(await world.core.setups.cleanUp(open.id))).toMatchObject({ state: 'cleaned-up' })
    expect(world.ibm.serviceIds.all.size).toBe(0)
    expect(world.ibm.keys.size).toBe(0)
  })

  it('with the value lost, says that the key is an orphan, and cleaning up deletes it', async () => {
    const open = await killedAt(() => {
      world.vault.onSet = (reference) => (reference.endsWith(':1') ? stop('set')('set') : undefined)
    })
    const resumed = must(await world.core.setups.resume(open.id))
    expect(resumed).toMatchObject({
      state: 'stopped',
      failure: { message: 'The vendor made the key edge, but its value was lost.' },
    })
    expect(must(await world.core.setups.cleanUp(open.id))).toMatchObject({ state: 'cleaned-up' })
    expect(world.ibm.keys.size).toBe(0)
  })
})

describe('a setup of another process', () => {
  const heldBy = (pid: number, leaseUntil: string) => {
    const db = must(Database.open(world.home))
    db.run(
      "UPDATE sender_setups SET state = 'running', pid = ?, process_start = '', lease_until = ?",
      pid,
      leaseUntil,
    )
    db.close()
  }
  const later = () => new Date(world.clock.time + 60_000).toISOString()

  it('is left alone while that process runs, and taken over when its lease is over', async () => {
    world.ibm.serviceIds.grantFault = 'refused'
    const { id } = await start()
    world.ibm.serviceIds.grantFault = null
    heldBy(process.ppid, later())
    expect(world.core.setups.open()).toMatchObject([{ id, state: 'running' }])
    for (const refused of [await world.core.setups.resume(id), await world.core.setups.cleanUp(id)])
      expect(refused).toMatchObject({
        failure: { code: 'refused', message: 'edge senders is being set up now.' },
      })
    expect(world.core.setups.dismiss(id)).toMatchObject({ failure: { code: 'refused' } })
    world.clock.passMinutes(2)
    expect(world.core.setups.open()).toMatchObject([{ id, state: 'stopped' }])
    expect(must(await world.core.setups.resume(id))).toMatchObject({ state: 'done' })
  })
})

describe('cleaning up', () => {
  it('leaves a key that a config carries, and says which', async () => {
    world.ibm.verifyFault = fail('vendor-failed', 'The vendor answered 500.', '')
    const stopped = await start()
    if (!stopped.key) throw new Error('no key')
    world.seenIn('/etc/agent.yml', stopped.key)
    expect(must(await world.core.setups.cleanUp(stopped.id))).toMatchObject({
      state: 'stopped',
      failure: {
        message:
          '/etc/agent.yml carries the key edge: what sends with it would be refused. Nothing was removed.',
      },
    })
    expect(world.ibm.keys.size).toBe(1)
    expect(world.ibm.serviceIds.all.size).toBe(1)
  })

  it('says that a key which the vendor rejects is no proof, and lets it be tried again', async () => {
    const off = () => {
      for (const [id, key] of world.ibm.keys) world.ibm.keys.set(id, { ...key, active: false })
    }
    const setup = must(
      await world.core.setups.start(request(), ({ steps }) => {
        if (steps[3]?.state === 'now') off()
      }),
    )
    expect(setup).toMatchObject({
      state: 'stopped',
      failure: { code: 'refused', message: 'The vendor refuses it.' },
    })
    for (const [id, key] of world.ibm.keys) world.ibm.keys.set(id, { ...key, active: true })
    expect(must(await world.core.setups.resume(setup.id))).toMatchObject({ state: 'done' })
  })
})

describe('a right to send for whose key it is', () => {
  const owned = () => world.core.keys.list().map(({ accountId, id }) => ({ accountId, keyId: id }))

  it('is given to a service ID that lost it, once, and recorded', async () => {
    await start()
    const [service] = world.ibm.serviceIds.all.values()
    const [ref] = owned()
    if (!service || !ref) throw new Error('nothing was made')
    expect(must(await world.core.setups.letOwnerSend(ref)).text).toContain('may send already')
    world.ibm.serviceIds.granted.clear()
    expect(must(await world.core.setups.letOwnerSend(ref)).text).toContain('may send now')
    expect(world.ibm.serviceIds.calls.filter((call) => call === 'grant')).toHaveLength(2)
    expect(world.core.audit.list(ref, 50).map(({ action }) => action)).toContain('setup.sender-role')
  })

  it('is given to the user whose key it is', async () => {
    world.ibm.add({
      name: 'mine',
      type: 'user',
      presets: [],
      owner: { kind: 'user', id: 'IBMid-1', name: 'ops' },
    })
    must(await world.core.accounts.sync(accountId))
    const [ref] = owned()
    if (!ref) throw new Error('nothing was listed')
    expect(must(await world.core.setups.letOwnerSend(ref)).text).toBe('The user ops may send now.')
    expect([...world.ibm.serviceIds.granted.values()]).toEqual(['IBMid-1'])
  })

  it('is refused where the vendor has no such rights', async () => {
    const other = await world.addAccount('coralogix', 'acme')
    expect(await world.core.setups.letOwnerSend({ accountId: other, keyId: 'none' })).toMatchObject({
      failure: { code: 'not-found' },
    })
  })
})
