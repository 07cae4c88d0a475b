import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { Keychain } from '../../../main/vault/keychain.ts'
import type { KeychainChild, KeychainReply, KeychainRequest } from '../../../main/vault/keychain-child.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { undoReference } from '../../../main/vault/vault.ts'

const reference = undoReference('u1')
const secret = Secret.of('v')
const stale = 'The name :1.7 was not provided by any .service files'

type Answer = string | boolean | null | { error: string } | 'hang' | 'die'

/** Keychain processes that answer from one store, or as `script` says for the nth request of all. */
class Processes {
  started = 0
  alive = 0
  readonly requests: KeychainRequest[] = []
  readonly items = new Map<string, string>()
  script: (request: KeychainRequest, nth: number) => Answer | undefined = () => undefined

  readonly spawn = (): KeychainChild => {
    this.started++
    this.alive++
    let gone = false
    let tell = (_: KeychainReply): void => undefined
    let exit = (): void => undefined
    const end = (): void => {
      if (gone) return
      gone = true
      this.alive--
      queueMicrotask(exit)
    }
    return {
      onMessage: (listener) => {
        tell = listener
      },
      onExit: (listener) => {
        exit = listener
      },
      kill: end,
      send: (request) => {
        this.requests.push(request)
        const answer = this.script(request, this.requests.length) ?? this.#normal(request)
        if (answer === 'hang') return
        if (answer === 'die') return end()
        const { id } = request
        if (answer !== null && typeof answer === 'object')
          setTimeout(tell, 1, { id, ok: false, error: answer.error })
        else setTimeout(tell, 1, { id, ok: true, value: answer })
      },
    }
  }

  #normal({ op, account, value }: KeychainRequest): Answer {
    if (op === 'get') return this.items.get(account) ?? null
    if (op === 'delete') return this.items.delete(account)
    this.items.set(account, value ?? '')
    return null
  }

  ops(): string[] {
    return this.requests.map(({ op }) => op)
  }
}

const times = { patience: 40, proof: 40, prompt: 150, idle: 10_000 }

function make(script?: Processes['script']) {
  const processes = new Processes()
  if (script) processes.script = script
  const seen: string[] = []
  const vault = new Keychain(processes.spawn, {
    times,
    onStatus: ({ state, message }) => seen.push(`${state}: ${message}`),
  })
  return { processes, vault, seen }
}

describe('deadlines', () => {
  it('gives up on a keychain that hangs, kills both processes, and asks a fresh one next', async () => {
    const { processes, vault } = make((_, nth) => (nth <= 2 ? 'hang' : undefined))
    expect(await vault.set(reference, secret)).toMatchObject({ failure: { code: 'keychain-timeout' } })
    expect(processes.alive).toBe(0)
    expect(processes.ops()).toEqual(['set', 'get'])
    expect(await vault.set(reference, secret)).toMatchObject({ ok: true })
    expect(processes.started).toBe(3)
  })

  it('waits for the owner when the keychain asks for its password, and says so meanwhile', async () => {
    const { processes, vault, seen } = make((_, nth) => (nth === 1 ? 'hang' : undefined))
    expect(await vault.get(reference)).toMatchObject({ failure: { code: 'keychain-locked' } })
    expect(seen[0]).toBe('locked: The keychain waits for its password.')
    expect(processes.alive).toBe(0)
  })

  it('does not take an answer that comes too late for another request', async () => {
    const late: (() => void)[] = []
    const vault = new Keychain(
      () => {
        let tell = (_: KeychainReply): void => undefined
        return {
          onMessage: (listener) => {
            tell = listener
          },
          onExit: () => undefined,
          kill: () => undefined,
          send: ({ id }) => void late.push(() => tell({ id, ok: true, value: 'old' })),
        }
      },
      { times: { ...times, patience: 20, proof: 20 } },
    )
    expect(await vault.get(reference)).toMatchObject({ failure: { code: 'keychain-timeout' } })
    const second = vault.get(reference)
    await sleep(5)
    late[0]?.()
    expect(await second).toMatchObject({ failure: { code: 'keychain-timeout' } })
  })

  it('carries out one request at a time, in order', async () => {
    const { processes, vault } = make()
    const refs = [1, 2, 3, 4].map((n) => undoReference(`u${n}`))
    await Promise.all(refs.map((ref) => vault.set(ref, secret)))
    expect(processes.requests.map(({ account }) => account)).toEqual(refs)
    expect(processes.started).toBe(1)
  })
})

describe('what is repeated', () => {
  it.each(['set', 'get', 'delete'] as const)('%s: when nobody got it, in a fresh process', async (op) => {
    const { processes, vault } = make((request, nth) =>
      nth === 1 ? { error: stale } : request.op === 'get' ? 'v' : request.op === 'delete' ? true : null,
    )
    const done =
      op === 'set'
        ? vault.set(reference, secret)
        : op === 'get'
          ? vault.get(reference)
          : vault.delete(reference)
    expect(await done).toMatchObject({ ok: true })
    expect(processes.started).toBe(2)
  })

  it.each(['set', 'delete'] as const)('%s: never when its outcome is not known', async (op) => {
    const { processes, vault } = make(() => 'die')
    const done = op === 'set' ? vault.set(reference, secret) : vault.delete(reference)
    expect(await done).toMatchObject({ failure: { code: 'keychain-unavailable' } })
    expect(processes.requests).toHaveLength(1)
  })

  it('a read at most twice', async () => {
    const { processes, vault } = make(() => 'die')
    expect(await vault.get(reference)).toMatchObject({ failure: { code: 'keychain-unavailable' } })
    expect(processes.requests).toHaveLength(3)
  })
})

describe('answers that prove nothing', () => {
  const locked = { error: 'Cannot create an item in a locked collection' }

  it('"no such item" of a locked keychain is a failure, for get and for delete', async () => {
    const { vault } = make(({ op }) => (op === 'set' ? locked : op === 'get' ? null : false))
    expect(await vault.get(reference)).toMatchObject({ failure: { code: 'keychain-locked' } })
    expect(await vault.delete(reference)).toMatchObject({ failure: { code: 'keychain-locked' } })
  })

  it('"no such item" of a working keychain is believed', async () => {
    const { vault } = make()
    expect(await vault.get(reference)).toEqual({ ok: true, value: null })
    expect(await vault.delete(reference)).toEqual({ ok: true, value: false })
  })

  it('a canary that comes back changed is not ready', async () => {
    const { vault } = make(({ op }) => (op === 'get' ? 'something else' : undefined))
    expect(await vault.probe()).toMatchObject({ state: 'refused' })
  })

  it('the canary is another in each probe, and gone afterwards', async () => {
    const { processes, vault } = make()
    expect(await vault.probe()).toMatchObject({ state: 'ready', message: 'The keychain works.' })
    await vault.probe()
    expect(new Set(processes.requests.map(({ account }) => account)).size).toBe(2)
    expect(processes.items.size).toBe(0)
  })
})

describe('the process', () => {
  it('is ended by close, with a request under way and one in the queue', async () => {
    const { processes, vault } = make(() => 'hang')
    const calls = [vault.get(reference), vault.get(reference)]
    await sleep(5)
    await vault.close()
    for (const call of calls) expect(await call).toMatchObject({ failure: { code: 'interrupted' } })
    expect(processes.alive).toBe(0)
    expect(await vault.get(reference)).toMatchObject({ failure: { code: 'interrupted' } })
  })

  it('is ended when nothing was asked for a while, and started again', async () => {
    const processes = new Processes()
    const vault = new Keychain(processes.spawn, { times: { ...times, idle: 20 } })
    await vault.set(reference, secret)
    await sleep(60)
    expect(processes.alive).toBe(0)
    expect(await vault.get(reference)).toMatchObject({ ok: true })
    await vault.close()
  })

  it('is started ahead by warm, once', async () => {
    const { processes, vault } = make()
    vault.warm()
    vault.warm()
    await vault.probe()
    expect(processes.started).toBe(1)
  })

  it('that cannot be started is a failure', async () => {
    const vault = new Keychain(() => {
      throw new Error('EAGAIN')
    })
    expect(await vault.probe()).toMatchObject({ state: 'unavailable' })
  })
})
