import type { Failure, Result } from '../../shared/errors.ts'
import type { Verification } from '../../shared/providers.ts'
import type { Secret } from '../vault/secret.ts'

/** What a vendor told about a value, without the value: nothing keeps a vendor from saying it back. */
export const struckOut = (value: Secret, told: Result<Verification>): Result<Verification> =>
  value.expose((text) => {
    const clean = (said: string): string => said.replaceAll(text, '•••')
    return told.ok
      ? { ok: true, value: cleanReport(told.value, clean) }
      : { ok: false, failure: cleanFailure(told.failure, clean) }
  })

const cleanReport = (report: Verification, clean: (said: string) => string): Verification => ({
  ...report,
  sentence: clean(report.sentence),
  steps: report.steps.map((step) => ({ ...step, title: clean(step.title), text: clean(step.text) })),
})

const cleanFailure = (failure: Failure, clean: (said: string) => string): Failure => ({
  ...failure,
  message: clean(failure.message),
  hint: clean(failure.hint),
})
