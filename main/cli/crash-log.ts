/**
 * Writes a bug to the one log and returns the id under which it is found there. The log is loaded only now: a
 * command that goes well does not need it.
 */
export async function recordCrash(home: string, error: unknown): Promise<string> {
  const id = crypto.randomUUID().slice(0, 8)
  const { openLog } = await import('../log.ts')
  openLog(home).error(`fault ${id} in the terminal`, { error })
  return id
}
