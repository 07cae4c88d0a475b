import { execFile } from 'node:child_process'

const DEADLINE_MS = 1500

/** Asks a tool of the desktop's; answers what it printed, or null. */
export type Ask = (tool: string, args: readonly string[]) => Promise<string | null>

/** What the tool printed; null where there is no such tool, or it failed or took too long. */
export const askTool: Ask = (tool, args) =>
  new Promise((resolve) => {
    execFile(tool, args, { timeout: DEADLINE_MS, killSignal: 'SIGKILL', encoding: 'utf8' }, (error, stdout) =>
      resolve(error ? null : stdout),
    )
  })
