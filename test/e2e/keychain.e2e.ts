import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { copyFileSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { type FingerprintKeyRecord, Fingerprints } from '../../main/vault/fingerprints.ts'
import { Keychain } from '../../main/vault/keychain.ts'
import { nodeKeychain } from '../../main/vault/node-child.ts'
import { Secret } from '../../main/vault/secret.ts'
import { fingerprintReference, undoReference, valueReference } from '../../main/vault/vault.ts'
import { buildKeychainProcess, openSession, type PrivateSession, until } from '../keychain/private-session.ts'

const account = randomUUID()
const reference = valueReference(account, 'k1', 1)
const text = (secret: Secret | null): string | null => secret?.expose((value) => value) ?? null

let built: Awaited<ReturnType<typeof buildKeychainProcess>>
beforeAll(async () => {
  built = await buildKeychainProcess()
})
afterAll(() => built.remove())

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const it of opened.splice(0).reverse()) await it.close()
})

async function session(...args: Parameters<typeof openSession>): Promise<PrivateSession> {
  const it = await openSession(...args)
  opened.push({ close: () => it.end() })
  return it
}

function keychain(env: NodeJS.ProcessEnv): Keychain {
  const it = new Keychain(nodeKeychain(built.file, env))
  opened.push(it)
  return it
}

async function value(vault: Keychain, ref = reference): Promise<string | null | { code: string }> {
  const got = await vault.get(ref)
  return got.ok ? text(got.value) : { code: got.failure.code }
}

describe('an unlocked keychain', () => {
  it('keeps a value that its own tool shows, gives it back, deletes it', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    expect(await vault.probe()).toMatchObject({ state: 'ready' })
    for (const plain of ['cxtp_7Qk2', 'ключ 🔑 naïve', '-----BEGIN\n\tx\r\n-----END', 'a'.repeat(2560)]) {
      expect(await vault.set(reference, Secret.of(plain))).toEqual({ ok: true, value: undefined })
      expect(await value(vault)).toBe(plain)
      expect(bus.secretTool(reference)).toBe(plain)
    }
    expect(await vault.delete(reference)).toEqual({ ok: true, value: true })
    expect(await vault.delete(reference)).toEqual({ ok: true, value: false })
    expect(await vault.get(reference)).toEqual({ ok: true, value: null })
  })

  it('refuses what it would not give back as it is', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    for (const bad of ['', 'a\0b', 'a\u0007', '\ud800', 'a'.repeat(2561), 'é'.repeat(1281)]) {
      expect(await vault.set(reference, Secret.of(bad))).toMatchObject({
        ok: false,
        failure: { code: 'refused' },
      })
    }
    expect(await value(vault)).toBe(null)
    expect(vault.status().state).toBe('ready')
  })

  it('serves two processes at once without mixing values', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const run = async (vault: Keychain, name: string): Promise<void> => {
      for (let i = 0; i < 40; i++) {
        const ref = valueReference(account, name, i)
        expect((await vault.set(ref, Secret.of(`${name}-${i}`))).ok).toBe(true)
        if (i % 8 === 0) expect((await vault.probe()).state).toBe('ready')
        expect(await value(vault, ref)).toBe(`${name}-${i}`)
      }
    }
    await Promise.all([run(keychain(bus.env), 'a'), run(keychain(bus.env), 'b')])
  })
})

describe('a locked keychain', () => {
  it.each(['locked by its owner', 'started locked'] as const)(
    'is told from an empty one: %s',
    async (how) => {
      const bus = await session()
      await bus.startKeyring('unlocked')
      const vault = keychain(bus.env)
      expect((await vault.set(reference, Secret.of('v'))).ok).toBe(true)
      if (how === 'locked by its owner') bus.lock()
      else {
        await bus.signalKeyring('SIGKILL')
        await bus.startKeyring('locked')
      }
      const locked = { ok: false, failure: { code: 'keychain-locked' } }
      expect(await vault.get(reference)).toMatchObject(locked)
      expect(await vault.set(reference, Secret.of('w'))).toMatchObject(locked)
      expect(await vault.delete(reference)).toMatchObject(locked)
      expect(vault.status().state).toBe('locked')
      await bus.signalKeyring('SIGKILL')
      await bus.startKeyring('unlocked')
      expect(await value(vault)).toBe('v')
      expect(vault.status().state).toBe('ready')
    },
  )
})

describe('a keychain that is not there', () => {
  it('says so when there is no bus, a dead socket, or no service', async () => {
    const bus = await session()
    const { DBUS_SESSION_BUS_ADDRESS: _, ...none } = bus.env
    const dead = { ...bus.env, DBUS_SESSION_BUS_ADDRESS: `unix:path=${bus.home}/no-such-socket` }
    for (const [env, words] of [
      [{ ...none, XDG_RUNTIME_DIR: bus.home }, 'session bus'],
      [dead, 'session bus'],
      [bus.env, 'No keychain service'],
    ] as const) {
      const vault = keychain(env)
      const got = await vault.get(reference)
      expect(got).toMatchObject({ ok: false, failure: { code: 'keychain-unavailable' } })
      expect(await vault.probe()).toMatchObject({
        state: 'unavailable',
        message: expect.stringContaining(words),
      })
    }
  })

  it('says so when access is denied', async () => {
    const bus = await session('denied')
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    expect(await vault.probe()).toMatchObject({ state: 'refused' })
    expect(await value(vault)).toEqual({ code: 'keychain-refused' })
  })
})

describe('a keychain that fails while it is used', () => {
  it('frozen: is told within 6 s, blocks nothing here, and works again when it does', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    await vault.set(reference, Secret.of('v'))
    await bus.signalKeyring('SIGSTOP')
    const stalls: number[] = []
    let last = performance.now()
    const pulse = setInterval(() => {
      stalls.push(performance.now() - last - 5)
      last = performance.now()
    }, 5)
    const asked = performance.now()
    const calls = [vault.get(reference), vault.get(reference)]
    const read = performance.now()
    await readFile('package.json')
    expect(performance.now() - read).toBeLessThan(500)
    expect(await calls[0]).toMatchObject({ ok: false, failure: { code: 'keychain-timeout' } })
    const told = performance.now() - asked
    clearInterval(pulse)
    stalls.sort((a, b) => a - b)
    const p99 = stalls[Math.floor(stalls.length * 0.99)] ?? 0
    const longest = stalls.at(-1) ?? 0
    console.log(
      `frozen: told after ${Math.round(told)} ms, stalls p99 ${Math.round(p99)} ms, longest ${Math.round(longest)} ms`,
    )
    expect(told).toBeLessThan(6000)
    // A call that blocked would stall for seconds; a busy machine stalls now and then for a part of one.
    expect(p99).toBeLessThan(50)
    expect(longest).toBeLessThan(1000)
    expect(vault.status()).toMatchObject({ state: 'unavailable' })
    await bus.signalKeyring('SIGCONT')
    const thawed = performance.now()
    await calls[1]
    expect(await value(vault)).toBe('v')
    console.log(`frozen: works again ${Math.round(performance.now() - thawed)} ms after SIGCONT`)
    expect(performance.now() - thawed).toBeLessThan(10_000)
    expect(vault.status().state).toBe('ready')
  })

  it('killed: is told, and the next call after a restart works without one of ours', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    await vault.set(reference, Secret.of('v'))
    await bus.signalKeyring('SIGKILL')
    expect(await value(vault)).toEqual({ code: 'keychain-unavailable' })
    await bus.startKeyring('unlocked')
    expect(await value(vault)).toBe('v')
    // Restarted between two calls: each operation reaches the new one.
    for (const again of ['set', 'get', 'delete'] as const) {
      await bus.signalKeyring('SIGKILL')
      await bus.startKeyring('unlocked')
      if (again === 'set') expect((await vault.set(reference, Secret.of('w'))).ok).toBe(true)
      if (again === 'get') expect(await value(vault)).toBe('w')
      if (again === 'delete') expect(await vault.delete(reference)).toEqual({ ok: true, value: true })
    }
  })

  it('killed in the middle of a call: the outcome is reported as not known', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    await vault.probe()
    await bus.signalKeyring('SIGSTOP')
    const setting = vault.set(undoReference('u1'), Secret.of('v'))
    await sleep(300)
    await bus.signalKeyring('SIGKILL')
    expect(await setting).toMatchObject({ ok: false, failure: { code: 'keychain-unavailable' } })
  })

  it('the bus itself killed: is told', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    const vault = keychain(bus.env)
    await vault.set(reference, Secret.of('v'))
    await bus.endBus()
    expect(await value(vault)).toEqual({ code: 'keychain-unavailable' })
  })
})

describe('the process of its own', () => {
  /** A program that reads one value and ends, or waits to be killed. */
  const program = (then: string) => `
    import { nodeKeychain } from ${JSON.stringify(join(process.cwd(), 'main/vault/node-child.ts'))}
    import { Keychain } from ${JSON.stringify(join(process.cwd(), 'main/vault/keychain.ts'))}
    const vault = new Keychain(nodeKeychain(${JSON.stringify(built.file)}))
    const got = await vault.get(${JSON.stringify(reference)})
    process.stdout.write(got.ok && got.value ? got.value.expose((value) => value) : 'nothing')
    ${then}`

  async function run(env: NodeJS.ProcessEnv, then: string) {
    const entry = join(dirname(built.file), 'program.ts')
    writeFileSync(entry, program(then))
    const outDir = join(dirname(built.file), 'program')
    await build({
      configFile: false,
      logLevel: 'silent',
      build: { ssr: entry, outDir, rollupOptions: { output: { entryFileNames: 'program.js' } } },
    })
    const started = performance.now()
    const child = spawn(process.execPath, [join(outDir, 'program.js')], { env })
    child.stdout.setEncoding('utf8')
    let said = ''
    child.stdout.on('data', (chunk: string) => {
      said += chunk
    })
    return { child, started, said: () => said }
  }

  const keychainProcesses = (): string[] =>
    readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && commandLine(pid).includes(`${built.file}\0`))

  const commandLine = (pid: string): string => {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    } catch {
      return '' // it ended meanwhile
    }
  }

  it.each(['await vault.close()', ''])(
    'does not keep its parent alive, and ends with it (%s)',
    async (then) => {
      const bus = await session()
      await bus.startKeyring('unlocked')
      expect((await keychain(bus.env).set(reference, Secret.of('v'))).ok).toBe(true)
      for (const it of opened.splice(1)) await it.close()
      const { child, started, said } = await run(bus.env, then)
      await new Promise((resolve) => child.once('exit', resolve))
      console.log(`a program that reads one value took ${Math.round(performance.now() - started)} ms`)
      expect(said()).toBe('v')
      expect(performance.now() - started).toBeLessThan(3000)
      await until(() => keychainProcesses().length === 0)
    },
  )

  it('ends when its parent is killed, also while the keychain hangs', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    expect((await keychain(bus.env).set(reference, Secret.of('v'))).ok).toBe(true)
    for (const it of opened.splice(1)) await it.close()
    const { child, said } = await run(
      bus.env,
      `await vault.get(${JSON.stringify(reference)}); setInterval(() => vault.get(${JSON.stringify(reference)}), 50)`,
    )
    await until(() => said() === 'v')
    await bus.signalKeyring('SIGSTOP')
    await sleep(300)
    expect(keychainProcesses()).toHaveLength(1)
    child.kill('SIGKILL')
    await until(() => keychainProcesses().length === 0)
    await bus.signalKeyring('SIGCONT')
  })

  it('without keytar or its library is an answer, not a crash', async () => {
    const bus = await session()
    const elsewhere = join(bus.home, 'keychain-process.mjs')
    copyFileSync(built.file, elsewhere)
    const vault = new Keychain(nodeKeychain(elsewhere, bus.env))
    opened.push(vault)
    expect(await vault.probe()).toMatchObject({
      state: 'unavailable',
      message: expect.stringContaining('library'),
    })
  })
})

describe('the fingerprint key', () => {
  it('is made once, and never over one that a locked keychain does not show', async () => {
    const bus = await session()
    await bus.startKeyring('unlocked')
    let text: string | null = null
    const record: FingerprintKeyRecord = {
      read: () => text,
      swap: (before, next) => {
        if (text !== before) return false
        text = next
        return true
      },
    }
    const ref = fingerprintReference(randomUUID())
    const prints = () => new Fingerprints(keychain(bus.env), ref, record)
    const first = await Promise.all([prints(), prints(), prints()].map((it) => it.of(Secret.of('v'))))
    const given = first.flatMap((it) => (it.ok ? [it.value] : []))
    expect(given.length).toBeGreaterThan(0)
    const key = bus.secretTool(ref)
    bus.lock()
    expect(await prints().of(Secret.of('v'))).toMatchObject({ failure: { code: 'keychain-locked' } })
    await bus.signalKeyring('SIGKILL')
    await bus.startKeyring('unlocked')
    const later = await prints().of(Secret.of('v'))
    expect(new Set([...given, later.ok && later.value]).size).toBe(1)
    expect(bus.secretTool(ref)).toBe(key)
  })
})
