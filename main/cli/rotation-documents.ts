import type {
  Evidence,
  RotationDetail,
  RotationPlan,
  RotationSummary,
  RotationTarget,
  ShownStep,
} from '../../shared/rotation.ts'

/* What `--json` prints of rotations, field by field, as in documents.ts. */

function evidenceDocument({ at, targetId, outcome, text, files }: Evidence) {
  const written = files.map(({ file, places, sha256Before, sha256After }) => ({
    file,
    places,
    sha256Before,
    sha256After,
  }))
  return { at, targetId, outcome, text, files: written }
}

/** A step with what is recorded of it. */
export function stepDocument({ step, title, state, at, evidence }: ShownStep) {
  return { step, title, state, at, evidence: evidence.map(evidenceDocument) }
}

function targetDocument(target: RotationTarget) {
  const { id, name, file, host, agent, agentName, files, controlUrl, reloadCommand } = target
  const { reload, reloadText, proofText, checker } = target
  const uses = target.uses.map(({ file, line, output, kind }) => ({ file, line, output, kind }))
  const outside = target.outside && { what: target.outside.what, command: target.outside.command }
  const what = { id, name, file, host, agent, agentName, files, uses, controlUrl, reloadCommand }
  return { ...what, reload, reloadText, proofText, checker, outside }
}

/** A rotation in a list. */
export function rotationDocument(rotation: RotationSummary) {
  const { id, ref, keyName, account, newKeyId: newKey, mode, direction, state, health, step } = rotation
  const { sentence, waitsUntil, startedAt, updatedAt } = rotation
  const what = { id, key: ref.keyId, keyName, account, newKey, mode, direction, state, health, step }
  return { ...what, sentence, waitsUntil, startedAt, updatedAt }
}

/** A rotation with its steps, their evidence, and what the user is asked. */
export function rotationDetailDocument(rotation: RotationDetail) {
  const { id, ref, keyName, account, newKeyId: newKey, mode, direction, state, health, step } = rotation
  const { sentence, safe, waitsUntil } = rotation
  const what = { id, key: ref.keyId, keyName, account, newKey, mode, direction, state, health, step }
  return {
    ...what,
    sentence,
    safe,
    waitsUntil,
    steps: rotation.steps.map(stepDocument),
    targets: rotation.targets.map(targetDocument),
    questions: rotation.questions.map((question) =>
      question.kind === 'confirm'
        ? { kind: question.kind, targetId: question.targetId, text: question.text }
        : question.kind === 'stuck'
          ? { kind: question.kind, intentId: question.intentId, text: question.text }
          : { kind: question.kind, text: question.text },
    ),
  }
}

/** What a rotation would do. */
export function planDocument(plan: RotationPlan) {
  const { canary, watchSeconds, soakSeconds, graceSeconds } = plan.settings
  const { name, type, presets, permissions, hashed, ownerId } = plan.newKey
  return {
    key: plan.ref.keyId,
    keyName: plan.keyName,
    account: plan.account,
    mode: plan.mode,
    settings: { canary, watchSeconds, soakSeconds, graceSeconds },
    newKey: { name, type, presets, permissions, hashed, ownerId },
    steps: plan.steps.map(({ step, text, lacks, final }) => ({ step, text, lacks, final })),
    targets: plan.targets.map(targetDocument),
    files: plan.files,
    warnings: plan.warnings,
    refusal: plan.refusal && {
      code: plan.refusal.code,
      message: plan.refusal.message,
      hint: plan.refusal.hint,
    },
  }
}
