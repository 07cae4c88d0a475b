import { createHash, randomUUID } from 'node:crypto'
import { constants } from 'node:fs'
import { open, unlink } from 'node:fs/promises'
import { basename } from 'node:path'
import { fail, ok, type Result } from '../../shared/errors.ts'
import type { ImportCandidate, Key, KeyRef } from '../../shared/model.ts'
import type { Sessions } from '../accounts/sessions.ts'
import type { Providers } from '../providers/providers.ts'
import type { Imports as ImportsContract } from '../services.ts'
import { Secret } from '../vault/secret.ts'
import type { ValueStore } from './value-store.ts'

/** A downloaded key file holds one value; anything larger is not one. In bytes. */
const largestFile = 64 * 1024

interface Source {
  readonly path: string
  readonly hash: string
}

interface Candidate {
  readonly value: Secret
  readonly source: Source | null
  stored: boolean
}

interface Parts {
  readonly providers: Providers
  readonly sessions: Sessions
  readonly values: ValueStore
  readonly listKeys: () => readonly Key[]
}

/** Takes in values that were downloaded from the vendor's web page. */
export class Imports implements ImportsContract {
  readonly #parts: Parts
  readonly #candidates = new Map<string, Candidate>()

  constructor(parts: Parts) {
    this.#parts = parts
  }

  async openFile(path: string, ref: KeyRef | null): Promise<Result<ImportCandidate>> {
    const read = await readSmallFile(path)
    if (!read.ok) return read
    const value = valueIn(read.value.text)
    if (!value.ok) return value
    return this.#open(value.value, ref, { path, hash: read.value.hash })
  }

  openValue(value: Secret, ref: KeyRef | null): Result<ImportCandidate> {
    const found = value.expose(valueIn)
    return found.ok ? this.#open(found.value, ref, null) : found
  }

  async store(importId: string, ref: KeyRef): Promise<Result<Key>> {
    const candidate = this.#candidates.get(importId)
    if (!candidate) return fail('not-found', 'This import is over.', 'Open the file again.')
    const proven = await this.#compareWithVendor(ref, candidate.value)
    if (!proven.ok) return proven
    const key = await this.#parts.values.store(ref, candidate.value, 'Imported')
    if (key.ok) {
      candidate.stored = true
      candidate.value.dispose()
    }
    return key
  }

  async deleteSource(importId: string): Promise<Result<void>> {
    const candidate = this.#candidates.get(importId)
    if (!candidate?.source) return fail('not-found', 'This import has no file to delete.')
    if (!candidate.stored) {
      return fail('refused', 'The value is not stored yet, so its file is kept.', 'Store the value first.')
    }
    const { path, hash } = candidate.source
    const now = await readSmallFile(path)
    if (!now.ok || now.value.hash !== hash) {
      return fail(
        'file-changed',
        `${basename(path)} is not the file that was imported any more. It was not deleted.`,
        'Look at the file, and delete it yourself if it holds a value.',
      )
    }
    try {
      await unlink(path)
    } catch {
      return fail(
        'file-not-written',
        `${basename(path)} could not be deleted.`,
        'Delete it yourself: it holds the value.',
      )
    }
    this.#candidates.delete(importId)
    return ok(undefined)
  }

  cancel(importId: string): void {
    this.#candidates.get(importId)?.value.dispose()
    this.#candidates.delete(importId)
  }

  #open(value: Secret, ref: KeyRef | null, source: Source | null): Result<ImportCandidate> {
    const importId = randomUUID()
    this.#candidates.set(importId, { value, source, stored: false })
    const looks = this.#parts.providers.all.map((one) => one.describeValue(value)).find((one) => one !== null)
    return ok({
      importId,
      source: source ? 'file' : 'paste',
      fileName: source && basename(source.path),
      length: value.length,
      looksLike: looks?.text ?? 'a value of unknown kind',
      suggestion: suggest(this.#parts.listKeys(), ref, source && basename(source.path), looks?.types ?? null),
    })
  }

  /** A readable key's value can be compared; of a hashed one nobody can say whether a value is its. */
  async #compareWithVendor(ref: KeyRef, value: Secret): Promise<Result<void>> {
    const key = this.#parts
      .listKeys()
      .find((other) => other.id === ref.keyId && other.accountId === ref.accountId)
    if (key?.secret !== 'readable' || key.state === 'gone') return ok(undefined)
    const session = await this.#parts.sessions.open(ref.accountId)
    const shown = session.ok ? await session.value.readValue(ref.keyId) : null
    if (!shown?.ok || shown.value === null || shown.value.equals(value)) return ok(undefined)
    return fail(
      'refused',
      `The vendor shows another value for ${key.name}. Nothing was stored.`,
      'Choose the key that this value belongs to.',
    )
  }
}

/** The one value in a downloaded text: a lone line, or the part behind a label such as `API key:`. */
function valueIn(text: string): Result<Secret> {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r\n|\r|\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  const candidates = [...new Set(lines.map(bareValue).filter((part) => part !== null))]
  const [only] = candidates
  if (only !== undefined && candidates.length === 1) return ok(Secret.of(only))
  return fail(
    'file-invalid',
    candidates.length === 0 ? 'No value was found in it.' : 'It holds more than one possible value.',
    'A downloaded key file has the value on a line of its own. Copy just the value and paste it.',
  )
}

/** A token of one word, 16 characters or longer, alone on its line or after a label such as `API key:`. */
function bareValue(line: string): string | null {
  const labelled = /^[A-Za-z][\w -]{0,60}\s*[:=]\s*(?<rest>\S{16,})$/.exec(line)?.groups?.rest
  const part = (labelled ?? line).replace(/^(["'])(.*)\1$/, '$2')
  return /^[\x21-\x7e]{16,8192}$/.test(part) ? part : null
}

async function readSmallFile(path: string): Promise<Result<{ text: string; hash: string }>> {
  const name = basename(path)
  try {
    const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    try {
      const stat = await handle.stat()
      if (!stat.isFile())
        return fail('file-unreadable', `${name} is not a regular file.`, 'Choose the downloaded file.')
      if (stat.size > largestFile) {
        return fail(
          'file-unreadable',
          `${name} is too large to be a downloaded key.`,
          'Choose the downloaded file.',
        )
      }
      const bytes = await handle.readFile()
      const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes)
      return ok({ text, hash: createHash('sha256').update(bytes).digest('hex') })
    } finally {
      await handle.close()
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    const reason =
      code === 'ENOENT'
        ? 'does not exist'
        : code === 'EACCES'
          ? 'may not be read by you'
          : 'could not be read as text'
    return fail('file-unreadable', `${name} ${reason}.`, 'Choose the downloaded file.')
  }
}

/** The key that a value most likely belongs to, and why; null rather than a guess. */
function suggest(
  keys: readonly Key[],
  ref: KeyRef | null,
  fileName: string | null,
  types: readonly string[] | null,
): ImportCandidate['suggestion'] {
  if (ref) return { ref, reason: 'You chose this key.' }
  const fitting = keys.filter(
    (key) => !key.hasValue && key.state !== 'gone' && (types?.includes(key.type) ?? true),
  )
  const refOf = (key: Key): KeyRef => ({ accountId: key.accountId, keyId: key.id })
  const plain = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]+/g, '-')
  const stem = fileName ? plain(fileName.replace(/\.[^.]+$/, '')) : ''
  const named = fitting.filter((key) => plain(key.name).length > 2 && stem.includes(plain(key.name)))
  const [first] = named.sort((a, b) => b.name.length - a.name.length)
  if (first) return { ref: refOf(first), reason: `The file is named like ${first.name}.` }
  const fresh = fitting.filter((key) => key.change === 'new' && key.secret === 'once')
  const [only] = fresh
  if (only && fresh.length === 1) {
    return { ref: refOf(only), reason: `${only.name} is the only new key whose value is not held.` }
  }
  return null
}
