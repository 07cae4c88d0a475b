import type { Failure, FailureCode } from '../../shared/errors.ts'

/** What became of one request to the keychain process. */
export type Outcome =
  | { readonly kind: 'answer'; readonly value: string | boolean | null }
  | { readonly kind: 'error'; readonly text: string }
  /** No answer within the deadline, and the keychain answers nobody else either: it hangs. */
  | { readonly kind: 'silent' }
  /** The keychain answers others but not this request: it was asking for its password, and nobody gave it. */
  | { readonly kind: 'prompted' }
  /** The process ended before it answered. */
  | { readonly kind: 'died' }
  | { readonly kind: 'closed' }

/**
 * libsecret remembers the keyring's address on the bus and its session with it. After a restart of the keyring every
 * call of a process that used it before fails with one of these texts, for ever; a fresh process works. Nobody got
 * the message, or the new keyring turned it away unread: repeating it is safe for every operation.
 */
const staleProcess =
  /The name :\d+\.\d+ (was not provided|does not exist|is not activatable)|session wrapping the secret does not exist|NoSession/i

/** The bus or the keyring went away during the call: it may or may not have been carried out. */
const lostInCall =
  /disconnected from message bus without replying|connection is closed|Broken pipe|NoReply|Connection reset|end of (file|stream)/i

/** Whether the request was provably not carried out and a fresh process may succeed. */
export const neverDelivered = (outcome: Outcome): boolean =>
  outcome.kind === 'error' && staleProcess.test(outcome.text)

/** Whether the process, or its connection to the keychain, is of no use any more: the next request needs a fresh one. */
export const broken = (outcome: Outcome): boolean =>
  outcome.kind === 'died' ||
  (outcome.kind === 'error' && (staleProcess.test(outcome.text) || lostInCall.test(outcome.text)))

interface Rule {
  readonly when: RegExp
  readonly code: FailureCode
  readonly message: string
  readonly hint: string
}

const unlock = 'Unlock it (signing in to the desktop usually does), then check the keychain again.'

// The texts are those of libsecret 0.20 with gnome-keyring, of macOS's Security framework and of Windows, in
// English. A text that no rule knows is shown as it is.
const rules: readonly Rule[] = [
  {
    when: /Failed to load keytar native addon|libsecret-1|Cannot find (module|package) 'keytar'/i,
    code: 'keychain-unavailable',
    message: "The keychain's library could not be loaded.",
    hint:
      process.platform === 'linux'
        ? 'Install libsecret (Debian and Ubuntu: libsecret-1-0; Fedora and Arch: libsecret), then start Keyturn again.'
        : 'Install Keyturn again.',
  },
  {
    when: /locked collection|is locked|Object does not exist at path .*\/collection\/|interaction is not allowed|prompt/i,
    code: 'keychain-locked',
    message: 'The keychain is locked.',
    hint: unlock,
  },
  {
    when: /cancel|dismissed|denied|AppArmor|Rejected send message|not permitted|NotAuthorized|passphrase you entered/i,
    code: 'keychain-refused',
    message: 'The keychain did not let Keyturn in.',
    hint: "Allow Keyturn in the keychain's own dialog or settings, then check the keychain again.",
  },
  {
    when: /Not enough memory resources|stub received bad data/i,
    code: 'keychain-refused',
    message: 'Windows Credential Manager has no room for this value.',
    hint: 'Remove entries that are no longer needed in Credential Manager, then try again.',
  },
  {
    when: /Timeout was reached|timed out/i,
    code: 'keychain-timeout',
    message: 'The keychain did not answer in time.',
    hint: 'Restart the keychain service if this lasts. Keyturn tries again by itself at the next step.',
  },
  {
    when: /org\.freedesktop\.secrets|ServiceUnknown/i,
    code: 'keychain-unavailable',
    message: 'No keychain service runs in this session.',
    hint: 'Install and start one (gnome-keyring, KWallet or KeePassXC with Secret Service), then check again.',
  },
  {
    when: /autolaunch|\$DISPLAY|Could not connect|Cannot spawn a message bus|Error connecting|session bus/i,
    code: 'keychain-unavailable',
    message: 'There is no session bus (D-Bus) through which the keychain could be reached.',
    hint: 'Start Keyturn inside a desktop session, or under "dbus-run-session" with an unlocked keychain.',
  },
]

/** The failure for a request that was not answered with a value. Throws when it was. */
export function failureOf(outcome: Outcome): Failure {
  switch (outcome.kind) {
    case 'answer':
      throw new Error('an answer is not a failure')
    case 'silent':
      return {
        code: 'keychain-timeout',
        message: 'The keychain does not answer. Whether the last step was carried out is not known.',
        hint: 'Restart the keychain service if this lasts. Keyturn asks it again at the next step.',
      }
    case 'prompted':
      return {
        code: 'keychain-locked',
        message: 'The keychain is locked and waited for its password.',
        hint: "Answer the keychain's own dialog, then try again.",
      }
    case 'died':
      return {
        code: 'keychain-unavailable',
        message: 'The connection to the keychain broke. Whether the last step was carried out is not known.',
        hint: 'Try again. If it lasts, run "keyturn doctor".',
      }
    case 'closed':
      return { code: 'interrupted', message: 'Keyturn is closing. The keychain was not asked.', hint: '' }
    case 'error': {
      if (broken(outcome)) return failureOf({ kind: 'died' })
      const rule = rules.find(({ when }) => when.test(outcome.text))
      if (rule) return { code: rule.code, message: rule.message, hint: rule.hint }
      return {
        code: 'keychain-refused',
        message: `The keychain refused: ${outcome.text.slice(0, 200)}`,
        hint: 'Run "keyturn doctor" to see what works.',
      }
    }
  }
}
