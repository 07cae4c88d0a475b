import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { build } from 'vite'

/**
 * A session bus and a gnome-keyring of the test's own, in temporary folders, so that a test can freeze, kill and
 * lock them. Nothing of the machine's own session is touched: every process is ended by its id.
 */
export interface PrivateSession {
  readonly env: NodeJS.ProcessEnv
  readonly home: string
  /** Starts the keyring: unlocked (created on first use), or locked with what it held before. */
  startKeyring(how: 'unlocked' | 'locked'): Promise<void>
  lock(): void
  signalKeyring(signal: NodeJS.Signals): Promise<void>
  endBus(): Promise<void>
  secretTool(account: string): string
  end(): Promise<void>
}

const policies = {
  open: '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>',
  denied:
    '<allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/><deny send_interface="org.freedesktop.Secret.Service"/>',
}

export async function openSession(policy: keyof typeof policies = 'open'): Promise<PrivateSession> {
  const home = mkdtempSync(join(tmpdir(), 'keyturn-session-'))
  const runtime = join(home, 'run')
  mkdirSync(runtime, { mode: 0o700 })
  const config = join(home, 'bus.conf')
  writeFileSync(
    config,
    `<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:tmpdir=${runtime}</listen><auth>EXTERNAL</auth>
<policy context="default">${policies[policy]}</policy></busconfig>`,
  )
  const { DISPLAY: _, WAYLAND_DISPLAY: __, DBUS_SESSION_BUS_ADDRESS: ___, ...rest } = process.env
  // The keyring's file lies below XDG_DATA_HOME: an outer session's must not be used.
  const data = join(home, '.local', 'share')
  const env: NodeJS.ProcessEnv = { ...rest, HOME: home, XDG_DATA_HOME: data, XDG_RUNTIME_DIR: runtime }
  const bus = spawn('dbus-daemon', [`--config-file=${config}`, '--nofork', '--print-address=1'], {
    env,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  env.DBUS_SESSION_BUS_ADDRESS = await firstLine(bus)
  let keyring: ChildProcess | null = null
  const send = (...args: string[]): string =>
    execFileSync(
      'dbus-send',
      [`--bus=${env.DBUS_SESSION_BUS_ADDRESS}`, '--print-reply', '--type=method_call', ...args],
      { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] },
    )

  return {
    env,
    home,
    async startKeyring(how) {
      const args = ['--foreground', '--components=secrets', ...(how === 'unlocked' ? ['--unlock'] : [])]
      keyring = spawn('gnome-keyring-daemon', args, { env, stdio: ['pipe', 'ignore', 'ignore'] })
      keyring.stdin?.end(how === 'unlocked' ? 'test\n' : '')
      await until(() =>
        /boolean true/.test(
          send(
            '--dest=org.freedesktop.DBus',
            '/',
            'org.freedesktop.DBus.NameHasOwner',
            'string:org.freedesktop.secrets',
          ),
        ),
      )
    },
    lock() {
      send(
        '--dest=org.freedesktop.secrets',
        '/org/freedesktop/secrets',
        'org.freedesktop.Secret.Service.Lock',
        'array:objpath:/org/freedesktop/secrets/collection/login',
      )
    },
    async signalKeyring(signal) {
      keyring?.kill(signal)
      if (signal === 'SIGKILL' && keyring) await ended(keyring)
    },
    async endBus() {
      bus.kill('SIGKILL')
      await ended(bus)
    },
    secretTool: (account) =>
      execFileSync('secret-tool', ['lookup', 'service', 'Keyturn', 'account', account], {
        env,
        encoding: 'utf8',
      }),
    async end() {
      for (const child of [keyring, bus]) {
        child?.kill('SIGKILL')
        if (child) await ended(child)
      }
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** Builds the keychain process alone into a folder inside the repository, where it finds keytar. */
export async function buildKeychainProcess(): Promise<{ file: string; remove(): void }> {
  const outDir = join(process.cwd(), '.cache', `keychain-process-${process.pid}`)
  await build({
    configFile: false,
    logLevel: 'silent',
    build: {
      ssr: 'main/vault/keychain-process.ts',
      outDir,
      target: 'node20',
      rollupOptions: { external: ['keytar'], output: { format: 'es', entryFileNames: '[name].js' } },
    },
  })
  return {
    file: join(outDir, 'keychain-process.js'),
    remove: () => rmSync(outDir, { recursive: true, force: true }),
  }
}

/** Resolves when the condition holds, asking every 20 ms. Throws after `ms` milliseconds. */
export async function until(condition: () => boolean, ms = 5000): Promise<void> {
  const end = Date.now() + ms
  while (!condition()) {
    if (Date.now() > end) throw new Error('the condition did not come true')
    await sleep(20)
  }
}

const ended = (child: ChildProcess): Promise<unknown> =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => child.once('exit', resolve))

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((resolve, reject) => {
    child.stdout?.once('data', (data: Buffer) => resolve(data.toString().trim()))
    child.once('error', reject)
    child.once('exit', () => reject(new Error('dbus-daemon ended at once')))
  })
