import { describe, expect, it } from 'vitest'
import { importsOf, violations } from './import-rules.ts'
import { shippedFolders, sourceFiles } from './source-files.ts'

const model = [
  'shared/names.ts',
  "export const agentIds = [\n  'fluent-bit',\n  'vector',\n] as const",
] as const

describe('who imports what', () => {
  it('is as the table in ARCHITECTURE.md says', () =>
    expect(violations(sourceFiles(shippedFolders))).toEqual([]))

  it.each([
    ['shared/ipc.ts', "import x from '../main/audit.ts'"],
    ['shared/ipc.ts', "import { readFile } from 'node:fs'"],
    ['shared/ipc.ts', "import { app } from 'electron'"],
    ['preload/index.ts', "import { z } from 'zod'"],
    ['preload/index.ts', "import { calls } from '../shared/ipc.ts'"],
    ['renderer/store.ts', "import { open } from '../main/core.ts'"],
    ['renderer/store.ts', "import type { Core } from '../main/services.ts'"],
    ['renderer/store.ts', "import { ipcRenderer } from 'electron'"],
    ['renderer/store.ts', "import 'node:fs'"],
    ['renderer/store.ts', "import { calls } from '../shared/ipc.ts'"],
    ['renderer/features/a/b.tsx', "const x = await import('../../../main/core.ts')"],
    ['main/core.ts', "import { app } from 'electron'"],
    ['main/core.ts', "import Store from 'electron-store'"],
    ['main/core.ts', "import { tray } from './desktop/tray.ts'"],
    ['main/core.ts', "import { App } from '../renderer/app.tsx'"],
    ['main/cli/keyturn.ts', "const { app } = await import('electron')"],
    ['main/providers/coralogix/a.ts', "import { valueReference } from '../../vault/vault.ts'"],
    ['main/providers/coralogix/a.ts', "import { db } from '../../database/sqlite.ts'"],
    ['main/providers/coralogix/a.ts', "import { x } from '../../agents/agent.ts'"],
    ['main/providers/coralogix/a.ts', "import { x } from '../ibm-cloud/b.ts'"],
    ['main/providers/coralogix/a.ts', "export { x } from '../lazy.ts'"],
    ['main/providers/http.ts', "import { x } from './coralogix/a.ts'"],
    ['main/agents/vector.ts', "import { x } from './fluent-bit.ts'"],
    ['main/agents/vector.ts', "import { x } from '../providers/provider.ts'"],
    ['main/agents/vector.ts', "import { x } from '../vault/vault.ts'"],
    ['main/agents/locators/sinks.ts', "import { x } from '../vector.ts'"],
    ['main/agents/locators/formats/yaml.ts', "import { x } from '../hosts.ts'"],
    ['main/agents/config-file/write.ts', "import { x } from '../../database/sqlite.ts'"],
    ['main/doctor.ts', "const keytar = await import('keytar')"],
    ['main/vault/keychain.ts', "import keytar from 'keytar'"],
    ['main/doctor.ts', "import { DatabaseSync } from '@photostructure/sqlite'"],
    ['main/doctor.ts', "import { pino } from 'pino'"],
    ['main/doctor.ts', 'const answer = await fetch(url)'],
    ['main/desktop/a.ts', 'net.fetch(url)'],
  ])('notices in %s: %s', (path, source) => {
    expect(violations(new Map([model, [path, source]]))).toHaveLength(1)
  })

  it.each([
    ['renderer/store.ts', "import type { Key } from '../shared/model.ts'"],
    ['renderer/store.ts', "import { type Key, type Age } from '../shared/model.ts'"],
    ['main/desktop/tray.ts', "import { Tray } from 'electron'"],
    ['main/index.ts', "import { openDesktop } from './desktop/desktop.ts'"],
    ['main/providers/coralogix/a.ts', "import { call } from '../http.ts'"],
    ['main/agents/catalog.ts', "import { vector } from './vector.ts'"],
    ['main/injection/injection.ts', "import { undoReference } from '../vault/vault.ts'"],
    ['main/agents/vector.ts', "import { locate } from './locators/vector.ts'"],
    ['main/agents/locators/formats/yaml.ts', "import { x } from '../text.ts'"],
    ['main/keys/keys.ts', 'const value = await this.#fetch(key)'],
    ['main/keys/keys.ts', "// import { app } from 'electron'"],
  ])('allows in %s: %s', (path, source) => {
    expect(violations(new Map([model, [path, source]]))).toEqual([])
  })

  it('knows the agents of the real tree', () => {
    const real = new Map(sourceFiles(shippedFolders))
    real.set('main/agents/prometheus.ts', "import { x } from './opentelemetry.ts'")
    expect(violations(real)).toEqual([expect.stringContaining('an agent is imported by no other')])
  })

  it('holds what an agent uses to the same rule', () => {
    const files = new Map([
      model,
      ['main/agents/vector.ts', "import { x } from './sinks.ts'"],
      ['main/agents/sinks.ts', "import { y } from '../database/sqlite.ts'"],
    ] as const)
    expect(violations(files)).toEqual([expect.stringContaining('main/agents/sinks.ts')])
  })

  it('sees an import over several lines', () => {
    const code = "import {\n  type A,\n  b,\n} from '../shared/model.ts'\n"
    expect(importsOf('renderer/a.ts', code)).toEqual([
      { from: 'renderer/a.ts', to: 'shared/model.ts', ours: true, typeOnly: false },
    ])
  })
})
