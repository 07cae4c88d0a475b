import { assertNever, type FailureCode } from '../../shared/errors.ts'

/** The exit codes of design section 7. */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8

/** What the program exits with after a failure. */
export function exitCodeOf(code: FailureCode): ExitCode {
  switch (code) {
    case 'unexpected':
    case 'storage-failed':
      return 1
    case 'usage':
    // A later version will know it; for this one it is a command that cannot be written like that.
    case 'unsupported':
      return 2
    case 'not-found':
      return 3
    case 'refused':
    case 'file-unreadable':
    case 'file-invalid':
    case 'file-not-editable':
    case 'file-no-place':
    case 'file-ambiguous':
    case 'file-changed':
    case 'file-not-written':
      return 4
    case 'credential-rejected':
    case 'permission-missing':
      return 5
    case 'vendor-unreachable':
    case 'vendor-tls':
    case 'vendor-timeout':
    case 'vendor-rate-limited':
    case 'vendor-failed':
    case 'vendor-malformed':
    case 'outcome-unknown':
      return 6
    case 'keychain-locked':
    case 'keychain-unavailable':
    case 'keychain-refused':
    case 'keychain-timeout':
      return 7
    case 'interrupted':
      return 8
    default:
      return assertNever(code)
  }
}
