import type { RotationPlan } from '../../../shared/rotation.ts'
import { typeWords } from '../../words.ts'

/** Which key takes the old one's place: one that is made like it, or one that exists. */
export function exchangeSentence(
  {
    keyName,
    newKey,
    account,
    replacement,
  }: Pick<RotationPlan, 'keyName' | 'newKey' | 'account' | 'replacement'>,
  name: string | null,
): string {
  const word = typeWords[newKey.type]
  const presets = newKey.presets.length > 0 ? `, with ${newKey.presets.join(', ')}` : ''
  const other = name ?? newKey.name
  return replacement
    ? `${other === keyName ? `The new ${other}` : other} takes its place: ${/^[AEIO]/.test(word) ? 'an' : 'a'} ${word} key in ${account}${presets}. No key is made, and nothing is done before you start it.`
    : `A new ${word} key like it in ${account}${presets}. Nothing is done before you start it.`
}
