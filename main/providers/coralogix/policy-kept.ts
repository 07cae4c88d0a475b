import { cleanText } from '../vendor-text.ts'
import {
  groupOf,
  isObject,
  isRule,
  type JsonObject,
  markOf,
  type PolicyDocument,
  type PolicyNames,
  readPair,
  sameName,
} from './policy-document.ts'

const knownVersions = ['v2025-01-01', '2025-01-01']
const maxNotes = 20

/** What a policy says that the form does not show, one sentence each. All of it is kept by a save. */
export function keptOf(document: PolicyDocument, names: PolicyNames): readonly string[] {
  const notes: string[] = []
  const { version } = document
  if (version !== undefined && !knownVersions.some((one) => one === version)) {
    notes.push(`Its version is ${shown(version)}, which Keyturn does not know.`)
  }
  notes.push(...otherFields('The policy', document, ['version', 'default', 'rules']))
  notes.push(...otherFields('For everybody, it', document.default, ['permissions']))
  notes.push(...permissionNotes('For everybody', document.default.permissions, names))
  const seen = new Set<string>()
  document.rules.forEach((rule, index) => {
    const which = `Rule ${index + 1}`
    if (!isRule(rule)) {
      notes.push(`${which} has a form that Keyturn does not know.`)
      return
    }
    const groups = rule.targets.map(groupOf)
    const others = groups.filter((id) => id === null).length
    if (others > 0)
      notes.push(`${which} names ${others} that ${others === 1 ? 'is no group' : 'are no groups'}.`)
    for (const id of groups) {
      if (id !== null && seen.has(id))
        notes.push(`${which} names group ${id} again; the first rule is shown.`)
      if (id !== null) seen.add(id)
    }
    const targets = rule.targets.filter(isObject)
    if (
      targets.some(
        (target) => Object.keys(target).some((name) => name !== 'group') && groupOf(target) !== null,
      )
    ) {
      notes.push(`${which} says more of a group than its id.`)
    }
    notes.push(...otherFields(which, rule, ['targets', 'permissions']))
    notes.push(...permissionNotes(which, rule.permissions, names))
  })
  const more = notes.length - maxNotes
  return more > 0 ? [...notes.slice(0, maxNotes), `And ${more} more.`] : notes
}

function otherFields(who: string, part: JsonObject, known: readonly string[]): readonly string[] {
  const others = Object.entries(part)
    // The vendor's own texts carry additionalInfo with nothing in it.
    .filter(([name, value]) => !known.includes(name) && value !== null)
    .map(([name]) => name)
  return others.length === 0 ? [] : [`${who} has ${listed(others)} beside what is shown.`]
}

function permissionNotes(who: string, permissions: JsonObject, names: PolicyNames): readonly string[] {
  const notes: string[] = []
  const known = Object.values(names)
  const others = Object.keys(permissions).filter((one) => !known.some((name) => sameName(one, name)))
  if (others.length > 0) notes.push(`${who}: it also says something about ${listed(others)}.`)
  for (const [name, mark] of Object.entries(permissions)) {
    if (!others.includes(name) && mark !== 'grant' && mark !== 'deny') {
      notes.push(`${who}: ${shown(name)} is ${shown(mark)}, neither grant nor deny.`)
    }
  }
  const pairs = [
    ['the key', names.read, names.manage],
    ['the policy', names.readPolicy, names.managePolicy],
  ] as const
  for (const [what, read, manage] of pairs) {
    const { access, plain } = readPair(permissions, read, manage)
    if (plain) continue
    const [reads, manages] = [words(markOf(permissions, read)), words(markOf(permissions, manage))]
    notes.push(
      `${who}: ${read} is ${reads} and ${manage} ${manages}; access to ${what} is shown as ${access}.`,
    )
  }
  return notes
}

const words = (mark: 'grant' | 'deny' | null): string =>
  mark === null ? 'left to the role' : mark === 'grant' ? 'granted' : 'denied'

const listed = (names: readonly string[]): string => {
  const some = names.slice(0, 5).map(shown).join(', ')
  return names.length > 5 ? `${some} and ${names.length - 5} more` : some
}

/** Foreign text inside a sentence: short, on one line, no value in it. */
const shown = (text: unknown): string =>
  typeof text === 'string' || typeof text === 'number' || typeof text === 'boolean'
    ? cleanText(String(text), 80) || 'an empty text'
    : 'something else than a text'
