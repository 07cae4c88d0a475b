import type { IpcMain, IpcMainInvokeEvent } from 'electron'
import type { z } from 'zod'
import { type CallName, callNames } from '../../shared/channels.ts'
import { fail, type Result } from '../../shared/errors.ts'
import { type CallInput, type CallOutput, calls } from '../../shared/ipc.ts'
import { StorageError, storageTrouble } from '../database/storage-failure.ts'
import { type Fault, faultOf } from './fault.ts'
import { isPlainInput } from './plain-input.ts'

/** What answers a call. Its input was checked at the door; what it throws is a bug and never reaches the window. */
export type Handlers = {
  readonly [N in CallName]: (input: CallInput<N>) => CallOutput<N> | Promise<CallOutput<N>>
}

/** The handlers of one topic, such as `keys`: the compiler finds a missing one. */
export type HandlersOf<T extends string> = Pick<Handlers, Extract<CallName, `${T}.${string}`>>

export interface Door {
  /** Whether the call comes from the main frame of our own window, showing our own page. */
  isOurWindow(event: Pick<IpcMainInvokeEvent, 'sender' | 'senderFrame'>): boolean
  report(fault: Fault): void
}

/**
 * Registers one handler per call of the contract, and nothing else: sender, size and shape, schema, handler, in
 * this order. Every answer is a `Result`; nothing is thrown across the border.
 */
export function answerCalls(ipc: Pick<IpcMain, 'handle'>, handlers: Handlers, door: Door): void {
  for (const name of callNames) {
    ipc.handle(name, (event, ...input: readonly unknown[]) => answer(name, event, input, handlers, door))
  }
}

async function answer(
  name: CallName,
  event: IpcMainInvokeEvent,
  input: readonly unknown[],
  handlers: Handlers,
  door: Door,
): Promise<Result<unknown>> {
  try {
    // The event's frame is gone when it has navigated since: then there is nobody to answer.
    if (!door.isOurWindow(event)) return fail('refused', 'This call did not come from Keyturn’s own window.')
    if (input.length > 1 || !isPlainInput(input[0]))
      return fail('usage', 'The request is too large or not plain data.')
    const parsed = calls[name].input.safeParse(input[0])
    if (!parsed.success) return fail('usage', explain(parsed.error))
    const handler = handlers[name] as (checked: unknown) => unknown
    return (await handler(parsed.data)) as Result<unknown>
  } catch (error) {
    if (error instanceof StorageError) return storageTrouble(error)
    const fault = faultOf(name, error)
    door.report(fault)
    return fail(
      'unexpected',
      `Keyturn ran into a fault of its own, number ${fault.number}.`,
      'Try again. The log holds the details under that number, and no values.',
    )
  }
}

// The schema's own messages name the field and what was expected, never what was given.
function explain(error: z.ZodError): string {
  const issue = error.issues[0]
  if (!issue) return 'The request does not have the expected shape.'
  const field = issue.path.map(String).join('.')
  return field ? `${field}: ${issue.message}` : issue.message
}
