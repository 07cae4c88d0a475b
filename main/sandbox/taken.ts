import { type Answer, type Asked, json } from './exchange.ts'
import { type RefusalCounts, Refusals } from './refusals.ts'

/** A log line or event that an ingress took. */
export interface TakenLine {
  readonly keyId: string
  readonly path: string
  readonly application: string
  readonly subsystem: string
  readonly text: string
  readonly at: string
}

export interface Counts {
  /** How many requests were taken, by key id, then by path. */
  readonly taken: Readonly<Record<string, Readonly<Record<string, number>>>>
  /** How many requests were refused for their key, by path. */
  readonly refused: Readonly<Record<string, number>>
}

export type Line = Pick<TakenLine, 'application' | 'subsystem' | 'text'>

const maxLines = 10_000

/** What an ingress took and refused, since the start or since it was told to forget. */
export class Taken {
  readonly #now: () => Date
  readonly #taken = new Map<string, Map<string, number>>()
  readonly #refused = new Map<string, number>()
  readonly #refusals = new Refusals()
  #lines: TakenLine[] = []

  constructor(now: () => Date) {
    this.#now = now
  }

  get counts(): Counts {
    return {
      taken: Object.fromEntries([...this.#taken].map(([id, paths]) => [id, Object.fromEntries(paths)])),
      refused: Object.fromEntries(this.#refused),
    }
  }

  /** The last 10,000 log lines, oldest first. */
  get lines(): readonly TakenLine[] {
    return this.#lines
  }

  get refusals(): RefusalCounts {
    return this.#refusals.counts
  }

  /** One request was taken, with these lines in it. */
  add(keyId: string, path: string, lines: readonly Line[]): void {
    const paths = this.#taken.get(keyId) ?? new Map<string, number>()
    this.#taken.set(keyId, paths.set(path, (paths.get(path) ?? 0) + 1))
    const at = this.#now().toISOString()
    this.#lines.push(...lines.map((line) => ({ ...line, keyId, path, at })))
    if (this.#lines.length > maxLines) this.#lines = this.#lines.slice(-maxLines)
  }

  /** One request was refused for its key. */
  refuse(path: string): void {
    this.#refused.set(path, (this.#refused.get(path) ?? 0) + 1)
  }

  /** What was sent for a request at last, by a fault as well; null: the connection was cut. */
  answered(status: number | null, keyId: string): void {
    this.#refusals.note(status, keyId)
  }

  forget(): void {
    this.#taken.clear()
    this.#refused.clear()
    this.#refusals.forget()
    this.#lines = []
  }
}

/** `GET counts`, `DELETE counts`, `GET refusals`, `GET lines?contains=TEXT`; null for any other route. */
export function takenControl(
  taken: Taken,
  { method, query }: Pick<Asked, 'method' | 'query'>,
  route: string,
  forget: () => void,
): Answer | null {
  switch (`${method} ${route}`) {
    case 'GET counts':
      return json(200, taken.counts)
    case 'DELETE counts':
      forget()
      return json(200, {})
    case 'GET refusals':
      return json(200, taken.refusals)
    case 'GET lines': {
      const contains = new URLSearchParams(query).get('contains') ?? ''
      return json(200, { lines: taken.lines.filter(({ text }) => text.includes(contains)) })
    }
  }
  return null
}
