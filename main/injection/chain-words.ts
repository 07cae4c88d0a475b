import type { ChainLink } from '../../shared/model.ts'
import type { FarEnd, Place } from '../agents/agent.ts'
import { looksLikeKey } from '../agents/locators/text.ts'

const hidden = '•••'

/** A name out of a config, as far as it can be nothing but a name. */
export const spoken = (name: string): string =>
  /^[\w./:\\~@%+-]{1,200}$/.test(name) && !name.split(/[./:\\@%+]/).some(looksLikeKey) ? name : hidden

/** Where an indirect place gets its value, also where the agent said no more than the target. */
export function farOf(place: Place): FarEnd {
  if (place.far !== undefined) return place.far
  const target = place.target ?? ''
  if (place.kind === 'file') return { kind: 'file', path: target, form: 'whole' }
  if (place.kind === 'env') return { kind: 'variable', name: target }
  return { kind: 'outside', what: `the secret ${spoken(target)}`, command: '' }
}

/** What an indirect place refers to, in words. */
export function referent(place: Place): string {
  const far = farOf(place)
  switch (far.kind) {
    case 'variable':
      return far.name.startsWith('TF_VAR_')
        ? `the Terraform variable ${spoken(far.name.slice(7))}`
        : `the environment variable ${spoken(far.name)}`
    case 'file':
      return far.form === 'whole'
        ? `the file ${spoken(far.path)}`
        : `${spoken(far.name)} in the file ${spoken(far.path)}`
    case 'kubernetes-secret':
      return `${spoken(far.key)} of the Kubernetes Secret ${spoken(far.secret)}`
    case 'outside':
      return far.what
  }
}

/** A step of the way. */
export const linkOf = (file: string, place: Place): ChainLink => ({
  file,
  line: place.line,
  text: `${place.output} takes ${referent(place)}`,
})

/** The end of the way. */
export const endLink = (file: string, place: Place): ChainLink => ({
  file,
  line: place.line,
  text: `${place.output} holds the key`,
})

/** A word for a POSIX shell. */
export const quotedForShell = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`

/** A command of a far end out of reach, for one key. */
export const commandFor = (command: string, keyId: string): string =>
  command.replaceAll('KEY_ID', () => quotedForShell(keyId))
