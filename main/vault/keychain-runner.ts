import type { KeychainChild, KeychainReply, KeychainRequest, SpawnKeychain } from './keychain-child.ts'
import type { Outcome } from './keychain-errors.ts'
import { broken } from './keychain-errors.ts'

/** All in milliseconds. */
export interface KeychainTimes {
  /** How long a request may take before the runner asks itself whether the keychain hangs. */
  readonly patience: number
  /** How long a second process gets to prove that the keychain still answers. */
  readonly proof: number
  /** How much longer it may take when the keychain does answer: it then waits for its owner's password. */
  readonly prompt: number
  /** After how long without a request the process is ended, and what it holds in memory with it. */
  readonly idle: number
}

// 3.5 s and 1.5 s: a hanging keychain is told after 5 s.
export const defaultTimes: KeychainTimes = { patience: 3500, proof: 1500, prompt: 120_000, idle: 30_000 }

type Question = Omit<KeychainRequest, 'id'>
/**
 * Carries requests to the keychain process, one at a time, each with a deadline, and replaces the process when it
 * is stuck.
 *
 * A request that takes long has two possible reasons: the keychain hangs, or it shows its owner a dialog. A second
 * process tells them apart by asking for an item that is not there, which no keychain asks a password for.
 */
export class KeychainRunner {
  readonly #spawn: SpawnKeychain
  readonly #times: KeychainTimes
  readonly #onPrompt: () => void
  #current: Conversation | null = null
  #helper: Conversation | null = null
  #queue: Promise<unknown> = Promise.resolve()
  #idle: NodeJS.Timeout | undefined
  #closed = false
  #stop: (() => void) | null = null

  /** `onPrompt` is called when a request turns out to wait for the owner's password. */
  constructor(spawn: SpawnKeychain, times: KeychainTimes, onPrompt: () => void) {
    this.#spawn = spawn
    this.#times = times
    this.#onPrompt = onPrompt
  }

  /** Starts the process ahead of the first request. */
  warm(): void {
    if (!this.#closed) this.#process()
  }

  /** Puts a request in the queue and resolves with what became of it. Never rejects, never repeats a request. */
  ask(question: Question): Promise<Outcome> {
    const turn = this.#queue.then(() => this.#carryOut(question))
    this.#queue = turn
    return turn
  }

  /** Ends the process. A request under way, and all in the queue, resolve as closed. */
  close(): void {
    this.#closed = true
    this.#stop?.()
    this.#helper?.end()
    this.#drop()
  }

  async #carryOut(question: Question): Promise<Outcome> {
    if (this.#closed) return { kind: 'closed' }
    clearTimeout(this.#idle)
    const outcome = await this.#untilDeadline(question)
    if (outcome.kind === 'silent' || outcome.kind === 'prompted' || broken(outcome)) this.#drop()
    if (!this.#closed) {
      this.#idle = setTimeout(() => this.#drop(), this.#times.idle)
      this.#idle.unref()
    }
    return outcome
  }

  #untilDeadline(question: Question): Promise<Outcome> {
    return new Promise((resolve) => {
      let ended = false
      const end = (outcome: Outcome): void => {
        ended = true
        clearTimeout(timer)
        this.#stop = null
        resolve(outcome)
      }
      let timer = setTimeout(async () => {
        const alive = await this.#keychainAnswers()
        if (ended) return
        if (!alive) return end({ kind: 'silent' })
        this.#onPrompt()
        timer = setTimeout(() => end({ kind: 'prompted' }), this.#times.prompt)
      }, this.#times.patience)
      this.#stop = () => end({ kind: 'closed' })
      this.#process().post(question, end)
    })
  }

  #keychainAnswers(): Promise<boolean> {
    return new Promise((resolve) => {
      const helper = new Conversation(this.#spawn)
      this.#helper = helper
      const end = (alive: boolean): void => {
        clearTimeout(timer)
        this.#helper = null
        helper.end()
        resolve(alive)
      }
      const timer = setTimeout(() => end(false), this.#times.proof)
      // Any answer will do, an error too: a keychain that hangs gives none.
      helper.post({ op: 'get', account: 'nothing' }, (outcome) => end(outcome.kind !== 'died'))
    })
  }

  #process(): Conversation {
    if (!this.#current?.alive) this.#current = new Conversation(this.#spawn)
    return this.#current
  }

  #drop(): void {
    clearTimeout(this.#idle)
    this.#current?.end()
    this.#current = null
  }
}

/** One keychain process and the one request that it is at. */
class Conversation {
  #child: KeychainChild | null = null
  #listener: ((outcome: Outcome) => void) | null = null
  #id = 0

  constructor(spawn: SpawnKeychain) {
    const gone = (): void => {
      this.#child = null
      this.#settle({ kind: 'died' })
    }
    try {
      const child = spawn()
      this.#child = child
      child.onMessage((reply: KeychainReply) => {
        // An answer that nobody waits for any more belongs to a request that was given up.
        if (reply.id !== this.#id) return
        this.#settle(reply.ok ? { kind: 'answer', value: reply.value } : { kind: 'error', text: reply.error })
      })
      child.onExit(gone)
    } catch {
      gone()
    }
  }

  get alive(): boolean {
    return this.#child !== null
  }

  /** Posts a request; `listener` is called once, unless `end` comes first. */
  post(question: Question, listener: (outcome: Outcome) => void): void {
    this.#listener = listener
    this.#id++
    try {
      if (this.#child) this.#child.send({ ...question, id: this.#id })
      else this.#settle({ kind: 'died' })
    } catch {
      this.#settle({ kind: 'died' })
    }
  }

  /** Kills the process. Nobody is told. */
  end(): void {
    this.#listener = null
    this.#child?.kill()
  }

  #settle(outcome: Outcome): void {
    const listener = this.#listener
    this.#listener = null
    listener?.(outcome)
  }
}
