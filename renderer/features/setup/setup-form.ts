import type { SenderSetup, SetupRequest, SetupStep } from '../../../shared/providers.ts'
import { dayOf, endOf } from '../create/create-form.ts'

/** What is asked for a service ID with the right to send. */
export interface SetupDraft {
  readonly name: string
  readonly description: string
  readonly keyName: string
  /** A day such as `2027-03-01`; empty: without end. */
  readonly expires: string
}

export const emptySetup: SetupDraft = { name: '', description: '', keyName: '', expires: '' }

export type SetupProblems = Partial<Record<'name' | 'keyName' | 'expires', string>>

/** The key's name as it will be: what was typed, else made from the service ID's. */
export const keyNameOf = ({ name, keyName }: SetupDraft): string =>
  keyName.trim() !== '' ? keyName.trim() : name.trim() === '' ? '' : `${name.trim()}-key`

/** What must be changed before anything is made. `now` in milliseconds. */
export function setupProblems(draft: SetupDraft, now = Date.now()): SetupProblems {
  const problems: SetupProblems = {}
  if (draft.name.trim() === '')
    problems.name = 'Give the service ID a name that says what sends, such as edge-eu2.'
  if (keyNameOf(draft).length > 200) problems.keyName = 'Use 200 characters or fewer.'
  if (draft.expires !== '' && !(endOf(draft.expires) > now))
    problems.expires = 'Choose a day that has not passed, or leave it empty.'
  return problems
}

export const toSetup = (draft: SetupDraft, accountId: string): SetupRequest => ({
  accountId,
  name: draft.name.trim(),
  description: draft.description.trim() === '' ? null : draft.description.trim(),
  keyName: keyNameOf(draft),
  keyDescription: null,
  expiresAt: draft.expires === '' ? null : new Date(endOf(draft.expires)).toISOString(),
})

/** The day so many days from now, as a date field takes it. */
export const dayAfter = (days: number, now = Date.now()): string => dayOf(now + days * 86_400_000)

const titles: Record<SetupStep, string> = {
  'service-id': 'Service ID',
  'sender-role': 'Right to send',
  key: 'Key, its value in the keychain',
  verify: 'Check that it may send',
}

const states = {
  open: 'waiting',
  now: 'running',
  done: 'done',
  failed: 'failed',
  skipped: 'skipped',
} as const

const order: readonly SetupStep[] = ['service-id', 'sender-role', 'key', 'verify']

/** A step as the list of steps shows it. */
export interface SetupLine {
  readonly id: SetupStep
  readonly title: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed' | 'skipped'
  /** Empty where the text says all. */
  readonly word?: string
  readonly evidence?: string
}

/** The steps as they stand; before the first news of them, the first is being taken. */
export function setupSteps(setup: SenderSetup | null): readonly SetupLine[] {
  if (!setup) {
    return order.map((step, index) => ({
      id: step,
      title: titles[step],
      state: index === 0 ? 'running' : 'waiting',
    }))
  }
  const { failure } = setup
  return setup.steps.map(({ step, state, text }) => ({
    id: step,
    title: titles[step],
    state: states[state],
    ...(setup.state === 'cleaned-up' ? { word: '' } : {}),
    // Why it failed stands above the steps already, with the way out.
    ...(text === failure?.message ? {} : { evidence: text }),
  }))
}

/** The newest one for this account and name, while its own answer is not there yet. */
export function running(setups: readonly SenderSetup[], accountId: string, name: string): SenderSetup | null {
  return (
    setups
      .filter((setup) => setup.accountId === accountId && setup.name === name && setup.state === 'running')
      .sort((a, b) => b.startedAt.localeCompare(a.startedAt))[0] ?? null
  )
}
