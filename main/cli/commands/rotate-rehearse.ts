import { fail, type Result } from '../../../shared/errors.ts'
import type { RotateRequest } from '../../../shared/rotation.ts'
import type { Core } from '../../services.ts'
import { answer, type Context, done, fromHere, note } from '../context.ts'
import { stepDocument } from '../rotation-documents.ts'
import { clean } from '../words.ts'
import { evidencePrinter } from './rotate-steps.ts'

/** `rotate --rehearse`: the whole of it on copies and against the sandbox; nothing real is touched. */
export async function rehearse(c: Context, core: Core, request: RotateRequest): Promise<Result<void>> {
  const printer = evidencePrinter(c, 0)
  const stop = new AbortController()
  const release = c.io.onInterrupt(() => {
    stop.abort()
    note(c, 'Stopping the rehearsal.')
  })
  const rehearsed = await core.rotations
    .rehearse(request, (steps) => printer.show(steps, []), stop.signal)
    .finally(release)
  if (!rehearsed.ok) return rehearsed
  const { passed, sentence, steps } = rehearsed.value
  printer.show(steps, [])
  const text = `\n${fromHere(c.io, clean(sentence))}\n`
  answer(c, { passed, sentence, steps: steps.map(stepDocument) }, passed ? text : '')
  if (passed) return done
  if (stop.signal.aborted) return fail('interrupted', sentence, 'Nothing real was touched.')
  return fail('refused', sentence, 'Nothing real was touched.')
}
