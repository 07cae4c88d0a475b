const MAX_DEPTH = 8
const MAX_NODES = 50_000
const MAX_CHARACTERS = 2_000_000
/** Names by which assigning to an object changes every other object. */
const pollutingNames = new Set(['__proto__', 'constructor', 'prototype'])

/**
 * Whether something that came from the window is plain data of a bearable size: objects, arrays, text, numbers,
 * booleans, null. Looked at before any schema, so that no parser meets a bomb, a class or a polluting name.
 */
export function isPlainInput(input: unknown): boolean {
  let nodes = 0
  let characters = 0

  const fits = (value: unknown, depth: number): boolean => {
    nodes += 1
    if (nodes > MAX_NODES || depth > MAX_DEPTH) return false
    if (typeof value === 'string') {
      characters += value.length
      return characters <= MAX_CHARACTERS
    }
    if (value === null || value === undefined || typeof value === 'number' || typeof value === 'boolean')
      return true
    if (typeof value !== 'object') return false
    // Looked at first: an array of nothing but holes costs the window nothing and would be walked through here.
    if (Array.isArray(value)) return value.length <= MAX_NODES && value.every((item) => fits(item, depth + 1))
    const prototype: unknown = Object.getPrototypeOf(value)
    if (prototype !== Object.prototype && prototype !== null) return false
    return Reflect.ownKeys(value).every(
      (name) =>
        typeof name === 'string' &&
        !pollutingNames.has(name) &&
        fits(name, depth + 1) &&
        fits((value as Record<string, unknown>)[name], depth + 1),
    )
  }

  return fits(input, 0)
}
