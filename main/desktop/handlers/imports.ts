import { ok } from '../../../shared/errors.ts'
import { Secret } from '../../vault/secret.ts'
import type { Desktop } from '../desktop.ts'
import type { HandlersOf } from '../ipc.ts'

/** A value that the user has: from a downloaded file or pasted. */
export const importHandlers = (desktop: Desktop): HandlersOf<'import'> => {
  const { imports } = desktop.core
  return {
    'import.pickFile': async ({ ref }) => {
      const file = await desktop.dialogs.pickImport()
      return file === null ? ok(null) : imports.openFile(file, ref)
    },

    'import.openFile': ({ path, ref }) => imports.openFile(path, ref),

    'import.paste': ({ text, ref }) => {
      const value = Secret.of(text)
      return imports.openValue(value, ref)
    },

    'import.store': ({ importId, ref }) => imports.store(importId, ref),
    'import.deleteSource': ({ importId }) => imports.deleteSource(importId),

    'import.cancel': ({ importId }) => {
      imports.cancel(importId)
      return ok(undefined)
    },
  }
}
