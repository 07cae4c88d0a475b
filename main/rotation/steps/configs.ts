import type { RotationTarget, WrittenFile } from '../../../shared/rotation.ts'
import { factsOf } from '../facts.ts'
import type { RecordedEvidence } from '../rotation-record.ts'
import { counted } from '../words.ts'
import { failed, newKeyOf, outOfReach, readingOf, type StepContext, type StepEnd, targetOf } from './step.ts'

const filesOf = (targets: readonly RotationTarget[]): string[] => [
  ...new Set(targets.flatMap((one) => one.files)),
]

const checkable = (target: RotationTarget): boolean => target.checker !== null && !outOfReach(target)

/** Before the write: what the agent's checker and the agent itself say, to compare with afterwards. After it: the check. */
export async function check(c: StepContext, targetId: string | null): Promise<StepEnd> {
  const target = targetOf(c.record, targetId)
  const { baseline } = factsOf(c.record, c.evidence).targets.find((one) => one.target === target) ?? {}
  const report = checkable(target) ? await c.files.check(target.file) : null
  if (!baseline) {
    const refusedBefore = report?.ok === true && report.value?.passed === false
    const reading = await readingOf(c, target)
    const text = refusedBefore
      ? `${target.agentName} refuses its config already before the write`
      : `Looked at ${target.agentName} before the write`
    const row = {
      step: 'check',
      targetId,
      outcome: 'skipped',
      text,
      detail: { reading, refusedBefore },
    } as const
    return { rows: [row] }
  }
  if (report === null || (report.ok && report.value === null)) {
    const text = `No checker of ${target.agentName} is installed`
    return { rows: [{ step: 'check', targetId, outcome: 'skipped', text }] }
  }
  if (!report.ok) return failed('check', targetId, report.failure)
  if (report.value?.passed) {
    const text = `${target.agentName}'s own checker accepts ${target.name}`
    return { rows: [{ step: 'check', targetId, outcome: 'ok', text }] }
  }
  if (baseline.detail.refusedBefore) {
    const text = `${target.agentName}'s own checker refuses ${target.name}, as it did before the write`
    return { rows: [{ step: 'check', targetId, outcome: 'unproven', text }] }
  }
  return failed('check', targetId, {
    code: 'refused',
    message: `${target.agentName}'s own checker refuses ${target.name} with the new key, and accepted it before. The old key still works, and no agent was reloaded.`,
    hint: 'Look at the config, then resume it; or undo it.',
  })
}

export async function write(c: StepContext): Promise<StepEnd> {
  const files = filesOf(c.record.targets)
  if (files.length === 0) {
    return {
      rows: [
        { step: 'write', targetId: null, outcome: 'skipped', text: 'No file within reach carries the key' },
      ],
    }
  }
  const written = await c.files.replace(files, c.record.ref, newKeyOf(c.record))
  if (!written.ok) return failed('write', null, written.failure)
  if (written.value.length === 0) {
    const text = 'Nothing was written: the files of the plan are gone'
    return { rows: [{ step: 'write', targetId: null, outcome: 'skipped', text }] }
  }
  const text = `Wrote the new key into ${wroteWords(files, written.value)}`
  return { rows: [{ step: 'write', targetId: null, outcome: 'ok', text, files: written.value }] }
}

/** Puts the old key back wherever the new one stands; where a write cannot have begun there is nothing to do. */
export async function putBack(c: StepContext): Promise<StepEnd> {
  const files = filesOf(c.record.targets)
  if (files.length === 0 || !factsOf(c.record, c.evidence).mayBeWritten) {
    return { rows: [{ step: 'put-back', targetId: null, outcome: 'skipped', text: 'No file was written' }] }
  }
  const { ref } = c.record
  const put = await c.files.putBack(files, newKeyOf(c.record), ref, writtenBefore(c.evidence))
  if (!put.ok) return failed('put-back', null, put.failure)
  if (put.value.length === 0) {
    const text = 'Nothing was put back: the files of the plan are gone'
    return { rows: [{ step: 'put-back', targetId: null, outcome: 'skipped', text }] }
  }
  const text = `Put the old key back into ${wroteWords(files, put.value)}`
  return { rows: [{ step: 'put-back', targetId: null, outcome: 'ok', text, files: put.value }] }
}

/** What was deleted meanwhile is left out, and said. */
function wroteWords(files: readonly string[], written: readonly WrittenFile[]): string {
  const there = new Set(written.map(({ file }) => file)).size
  const left = files.length - there
  const rest = left > 0 ? `; ${counted(left, 'file')} of the plan ${left === 1 ? 'is' : 'are'} gone` : ''
  return `${counted(there, 'file')}${rest}`
}

/** Each file from before the first write to after the last one. */
function writtenBefore(evidence: readonly RecordedEvidence[]): WrittenFile[] {
  const all = new Map<string, WrittenFile>()
  for (const one of evidence.flatMap((row) => (row.step === 'write' ? row.files : []))) {
    if (one.sha256Before === one.sha256After) continue
    all.set(one.file, { ...one, sha256Before: all.get(one.file)?.sha256Before ?? one.sha256Before })
  }
  return [...all.values()]
}
