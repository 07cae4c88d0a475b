import { homedir } from 'node:os'
import { basename, join } from 'node:path'

const historyNames =
  /^(\.?(ba|z|k|a|da|c|tc)?sh_history|\.histfile|\.z?history|\.?fish_history|consolehost_history\.txt|\.(python|node_repl|psql|mysql|sqlite|rediscli|irb|php)_history)$/i
const sessionHistory = /[\\/]\.(bash|zsh)_sessions[\\/][^\\/]+\.history\w*$/

/** What editors, package managers and people leave beside a file. */
const backupNames =
  /~$|^#.*#$|^\.#|\.(bak|backup|old|orig|save|saved|swp|swo|swn|rej|tmp|dpkg-(old|dist|new)|rpm(save|orig|new))([.-]?\d[\d_.-]*)?$/i
const swap = /\.sw[pon]$/i

/** Whether the file is a shell's history, by its name. */
export const isHistory = (path: string): boolean =>
  historyNames.test(basename(path)) || sessionHistory.test(path)

/** Whether the file is a copy that nothing reads, by its name. */
export const isBackup = (path: string): boolean => backupNames.test(basename(path))

/** Whether the file is an editor's swap file: text between bytes that are none. */
export const isSwap = (path: string): boolean => swap.test(basename(path))

/** Where shells keep the histories of the user, whether they are there or not. */
export function userHistories(
  home = homedir(),
  env: Readonly<Record<string, string | undefined>> = process.env,
): readonly string[] {
  const share = env.XDG_DATA_HOME || join(home, '.local', 'share')
  const powershell = join('PSReadLine', 'ConsoleHost_history.txt')
  return [
    ...[
      '.bash_history',
      '.zsh_history',
      '.zhistory',
      '.histfile',
      '.sh_history',
      '.ksh_history',
      '.history',
    ].map((name) => join(home, name)),
    join(share, 'fish', 'fish_history'),
    join(share, 'powershell', powershell),
    ...(env.APPDATA ? [join(env.APPDATA, 'Microsoft', 'Windows', 'PowerShell', powershell)] : []),
    ...(env.HISTFILE ? [env.HISTFILE] : []),
  ]
}
