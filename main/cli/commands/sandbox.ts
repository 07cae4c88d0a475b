import { fail, type Result } from '../../../shared/errors.ts'
import { type Context, done } from '../context.ts'
import { printSandbox } from '../values.ts'

/** `sandbox`: runs until it is told to end. What is created in it is gone then. */
export async function sandbox(c: Context, options: { readonly port?: string }): Promise<Result<void>> {
  const port = options.port === undefined ? null : Number(options.port)
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    return fail('usage', `${options.port} is not a port.`, 'Write a number from 1 to 65535.')
  }
  const ended = new Promise<void>((resolve) => {
    c.io.onInterrupt(resolve)
  })
  const started = await c.doors.startSandbox(port)
  if (!started.ok) return started
  printSandbox(c, started.value)
  if (c.io.canAsk) c.io.err('The sandbox runs until Ctrl-C. Nothing in it is kept.\n')
  await ended
  await started.value.close()
  return done
}
