import type { Doors } from '../../../main/cli/io.ts'
import { run } from '../../../main/cli/run.ts'
import type { Core } from '../../../main/services.ts'
import { Secret } from '../../../main/vault/secret.ts'
import { ok, type Result } from '../../../shared/errors.ts'
import { FakeCore } from '../../fakes/cli-core.ts'
import { FakeTerminal } from '../../fakes/terminal.ts'

export interface Ended {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
  readonly terminal: FakeTerminal
}

/** A user at a terminal: `keyturn('key list')` runs one command against the same core. */
export function session(core = new FakeCore()) {
  const opened: string[] = []
  const crashes: unknown[] = []
  let opening: Result<Core> = ok(core)
  const doors: Doors = {
    version: '0.1.0',
    dataFolder: (flag) => flag ?? '/default-home',
    async openCore(home) {
      opened.push(home)
      return opening
    },
    startSandbox: async (port) =>
      ok({
        apiUrl: `http://127.0.0.1:${port ?? 4000}`,
        ingressUrl: 'http://127.0.0.1:4001',
        grpcUrl: null,
        adminKey: Secret.of('sandbox-admin'),
        ibmCloud: {
          iamUrl: 'http://127.0.0.1:4003',
          ingressUrl: 'http://127.0.0.1:4004',
          instance: 'a-guid',
          apiKey: Secret.of('sandbox-ibm'),
        },
        aggregationsIo: {
          apiUrl: 'http://127.0.0.1:4005',
          ingestUrl: 'http://127.0.0.1:4006',
          ingestId: 'post-id',
          readKey: Secret.of('sandbox-read'),
          writeKey: Secret.of('sandbox-write'),
        },
        close: async () => void opened.push('sandbox closed'),
      }),
    recordCrash: async (_home, error) => {
      crashes.push(error)
      return 'c0ffee00'
    },
  }
  /** Words are split at spaces; an array is taken as it is. */
  const keyturn = async (
    line: string | readonly string[],
    setUp: (terminal: FakeTerminal) => void = () => undefined,
  ): Promise<Ended> => {
    const terminal = new FakeTerminal()
    setUp(terminal)
    const words = typeof line === 'string' ? line.split(' ').filter((word) => word !== '') : line
    const code = await run(words, terminal, doors)
    return { code, stdout: terminal.stdout, stderr: terminal.stderr, terminal }
  }
  const failToOpen = (failure: Result<Core>) => {
    opening = failure
  }
  return { core, keyturn, opened, crashes, failToOpen }
}

/** A person sits at the terminal and types these answers. */
export const typing =
  (...answers: (string | null)[]) =>
  (terminal: FakeTerminal) => {
    terminal.canAsk = true
    terminal.answers = answers
  }

/** This is piped into the command. */
export const piped = (text: string) => (terminal: FakeTerminal) => {
  terminal.stdin = text
}
