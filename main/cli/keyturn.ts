#!/usr/bin/env node
import { join } from 'node:path'
import { version } from '../../package.json' with { type: 'json' }
import { fail, ok } from '../../shared/errors.ts'
import { dataFolder, openDataFolder } from '../data-folder.ts'
import { nodeKeychain } from '../vault/node-child.ts'
import { recordCrash } from './crash-log.ts'
import type { Doors } from './io.ts'
import { processTerminal } from './terminal.ts'

/* The terminal's entry: plain Node, no Electron. What a command does not need is not loaded. */

// Everything that is written below this process is for its user alone.
process.umask(0o077)

const startKeychain = nodeKeychain(join(import.meta.dirname, 'keychain-process.js'))
// Scripts call `key value` more than anything else: its keychain process starts before the rest is even loaded.
const named = process.argv.slice(2).filter((word) => !word.startsWith('-'))
let started = named[0] === 'key' && named[1] === 'value' ? startKeychain() : null
const { run } = await import('./run.ts')

const io = processTerminal(process)

const doors: Doors = {
  version,
  dataFolder: (flag) => dataFolder({ argv: flag === null ? [] : ['--home', flag], env: io.env, cwd: io.cwd }),
  async openCore(home) {
    const spawnKeychain = () => {
      const child = started ?? startKeychain()
      started = null
      return child
    }
    const { openCore } = await import('../core.ts')
    try {
      openDataFolder(home)
    } catch {
      // The database says the same in words: it cannot be opened there.
    }
    const scanWorker = join(import.meta.dirname, 'scan-worker.js')
    return openCore({ home, actor: 'terminal', spawnKeychain, scanWorker })
  },
  async startSandbox(port) {
    const [{ startSandbox }, { Secret }] = await Promise.all([
      import('../sandbox/sandbox.ts'),
      import('../vault/secret.ts'),
    ])
    try {
      const { vendors, adminKey, ibmCloud, aggregationsIo, close } = await startSandbox({ port: port ?? 0 })
      const { coralogix, 'ibm-cloud': ibm, 'aggregations-io': aggregations } = vendors
      const { apiUrl, ingressUrl, grpcUrl } = coralogix
      return ok({
        ...{ apiUrl, ingressUrl, grpcUrl, adminKey: Secret.of(adminKey), close },
        ibmCloud: {
          ...{ iamUrl: ibm.apiUrl, ingressUrl: ibm.ingressUrl, instance: ibmCloud.instance },
          apiKey: Secret.of(ibmCloud.credentials.admin),
        },
        aggregationsIo: {
          ...{ apiUrl: aggregations.apiUrl, ingestUrl: aggregations.ingressUrl },
          ingestId: aggregationsIo.ingestId,
          readKey: Secret.of(aggregationsIo.trying.read),
          writeKey: Secret.of(aggregationsIo.trying.write),
        },
      })
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if (code !== 'EADDRINUSE' && code !== 'EACCES' && code !== 'ERR_SOCKET_BAD_PORT') throw error
      return fail(
        'refused',
        `Port ${port} or one of the six after it cannot be used here.`,
        'Name another, or leave --port out.',
      )
    }
  },
  recordCrash,
}

const exitCode = await run(process.argv.slice(2), io, doors)
const printed = await io.flush()
if (!printed) io.err('keyturn: The result could not be written to stdout.\n')
// Nothing may hold a finished command: not the keychain's process, not a pending read of stdin.
process.exit(printed || exitCode !== 0 ? exitCode : 1)
