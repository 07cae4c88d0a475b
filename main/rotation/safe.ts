import { type Proof, proofOf, type TargetProof } from './proof.ts'
import type { RecordedEvidence, RotationRecord } from './rotation-record.ts'
import { blame, listWords, targetWords, timeWords } from './words.ts'

/**
 * What still works, from the evidence alone. Nothing is said to work that the evidence does not show, and where an
 * answer of the vendor is missing it says that it is not known.
 */
export function safeWords(record: RotationRecord, evidence: readonly RecordedEvidence[], now: Date): string {
  const proof = proofOf(record, evidence)
  const words = record.direction === 'back' ? backWords(record, proof) : forwardWords(record, proof, now)
  const known = proof.oldKey !== 'unknown' && proof.oldKey !== 'unsaid'
  return [...words, ...(proof.byWord && known ? [yourWord] : [])].join(' ')
}

const yourWord = 'How the old key stands at the vendor is your word: it has no API to ask.'

const names = (targets: readonly TargetProof[]): string =>
  listWords(targets.map(({ target }) => targetWords(target)))

function forwardWords(record: RotationRecord, proof: Proof, now: Date): readonly string[] {
  switch (proof.oldKey) {
    case 'unknown':
      return [
        record.step === 'delete'
          ? 'The old key does not work. Whether it is deleted is not known: the answer of the vendor is missing.'
          : 'Whether the old key still works is not known: the answer of the vendor is missing.',
        newKeyWords(record, proof),
      ]
    case 'unsaid':
      return [unsaidWords(record), newKeyWords(record, proof)]
    case 'works':
      return workingWords(proof)
    case 'cut':
      if (proof.configs === 'old' && record.targets.length > 0) {
        return [
          'The old key is deactivated: agents are refused until they have the new one.',
          `The old key can come back${until(record, proof, now)}.`,
        ]
      }
      return [
        newKeyWords(record, proof),
        record.state === 'done'
          ? 'The old one stays deactivated and can be activated again.'
          : `The old one can come back${until(record, proof, now)}.`,
      ]
    case 'deleted':
      return [newKeyWords(record, proof), 'The old one is deleted.']
  }
}

/** What is not known while the user has not said that a step was taken at the vendor. */
function unsaidWords({ step }: RotationRecord): string {
  switch (step) {
    case 'delete':
      return 'The old key is deactivated, as you said. Whether it is deleted is for you to say.'
    case 'bring-back':
      return 'Whether the old key works is for you to say: once deactivated, not before you activate it at the vendor.'
    default:
      return 'Whether the old key still works is for you to say: it does until you deactivate it at the vendor.'
  }
}

function workingWords(proof: Proof): readonly string[] {
  const refused = proof.targets.filter(({ standing }) => standing === 'refused')
  if (proof.configs === 'unknown') {
    return ['The old key still works. Whether the configs carry the new one is not known yet.']
  }
  if (proof.configs === 'new' && (refused.length > 0 || proof.canary === 'refused')) {
    return [
      `The old key still works, but the new one is not taken${refused.length > 0 ? ` by ${names(refused)}` : ''}: what already runs with it may be interrupted.`,
      'Undo puts the old key back.',
    ]
  }
  if (proof.newKey === 'dead') {
    return [
      'The old key still works, but the new one does not: what already runs with it is refused.',
      'Undo puts the old key back.',
    ]
  }
  if (proof.newKey === 'unknown') {
    return ['The old key still works: nothing is interrupted. Whether a new one was made is not known yet.']
  }
  if (proof.newKey !== 'made' || proof.configs === 'old') {
    return ['The old key still works: nothing is interrupted.']
  }
  return [
    isProven(proof)
      ? 'Both keys work.'
      : 'The old key still works. The new one is in the configs and not proven yet.',
  ]
}

const isProven = (proof: Proof): boolean =>
  proof.canary !== 'refused' &&
  (proof.targets.length === 0
    ? proof.canary === 'accepted'
    : proof.targets.every(({ standing }) => standing === 'seen' || standing === 'word'))

/** The new key once the old one is gone or may be. */
function newKeyWords(record: RotationRecord, proof: Proof): string {
  if (proof.newKey === 'dead') return 'The new key does not work: what runs with it is refused.'
  if (proof.newKey !== 'made') return 'Whether there is a new key is not known.'
  const refused = proof.targets.filter(({ standing }) => standing === 'refused')
  const open = proof.targets.filter(({ standing }) => standing === 'open')
  const word = proof.targets.filter(({ standing }) => standing === 'word')
  if (refused.length > 0) {
    const who = refused.map(({ target }) => target.agentName)
    return `${names(refused)} failed with the new key. ${blame(proof.canary, who)}`
  }
  if (proof.canary === 'refused') return 'The vendor refused the new key.'
  if (proof.configs !== 'new' && record.targets.length > 0) return 'The new key is held and in no config yet.'
  if (open.length > 0) return `The new key is held. Not proven to run with it: ${names(open)}.`
  if (proof.targets.length === 0 && proof.canary === null) {
    return 'The new key is held. Nothing has proven it: no agent is known to carry it.'
  }
  return word.length === 0
    ? 'The new key works and is proven.'
    : `The new key is in use; for ${names(word)} that is your word.`
}

/** Until when the old key can come back, where that has an end. */
function until(record: RotationRecord, proof: Proof, now: Date): string {
  if (record.state === 'done' || proof.cutAt === null) return ''
  const seconds = Math.max(record.settings.graceSeconds, record.settings.soakSeconds)
  return ` until ${timeWords(new Date(Date.parse(proof.cutAt) + seconds * 1000), now)}`
}

function backWords(record: RotationRecord, proof: Proof): readonly string[] {
  if (proof.oldKey === 'unsaid') return [unsaidWords({ ...record, step: 'bring-back' })]
  if (proof.oldKey === 'unknown') {
    return ['Whether the old key works is not known: the answer of the vendor is missing.']
  }
  if (proof.oldKey === 'deleted')
    return ['The old key is deleted and cannot come back.', newKeyWords(record, proof)]
  if (proof.oldKey === 'cut') {
    return ['The old key is still deactivated: it is brought back before anything else is touched.']
  }
  const kept =
    proof.newKey === 'made'
      ? record.replacement !== null
        ? `${record.request.name} stays as it is.`
        : record.state === 'undone'
          ? 'The new one still exists at the vendor.'
          : 'The new one is kept until no agent runs with it.'
      : ''
  const configs =
    proof.configs === 'old'
      ? 'The old key works, and the configs carry it.'
      : proof.configs === 'new'
        ? 'Both keys are active: the configs still carry the new one.'
        : 'The old key works. Whether the configs carry it is not known yet.'
  return kept === '' || proof.configs === 'new' ? [configs] : [configs, kept]
}
