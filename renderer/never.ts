/** Makes the compiler prove that every case was handled. `shared/` has the same, but the window takes only types from there. */
export function assertNever(value: never): never {
  throw new Error(`unhandled case: ${JSON.stringify(value)}`)
}
