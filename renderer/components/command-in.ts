/** The programs that sentences of main tell the user to run. */
const programs =
  'sudo systemctl systemd-analyze service launchctl kubectl helm docker podman curl kill pkill aws terraform keyturn ' +
  'promtool brew rabbitmqctl logstash-keystore history chmod git'
// Programs are written small: a sentence that begins with Keyturn is none.
const begins = new RegExp(
  `(?:(: )|\\b(?:[Rr]un|[Ww]ith|[Bb]y) )(?=(?:${programs.split(' ').join('|')}) \\S)`,
  'gu',
)
// Where the words go on after a command, unless a colon or backquotes say that it is all command.
const told = / (?:shows|prints|lists|says|tells) /u
const goesOn = /[.,;](?= |$)| (?:so that|to|or|and|then|where|once|for|in|on)(?= )| \((?!\))/u

/**
 * The command that a sentence tells the user to run, as it would be typed; null where it holds none. In backquotes,
 * or after a colon, "run", "with" or "by", where a known program is named.
 */
export function commandIn(sentence: string): string | null {
  // What planning says where it cannot go itself.
  if (sentence.startsWith('Run: ')) return sentence.slice(5).trim()
  const quoted = /`([^`]+)`/u.exec(sentence)?.[1]
  if (quoted !== undefined) return quoted
  for (const found of sentence.matchAll(begins)) {
    const rest = sentence.slice(found.index + found[0].length)
    const end = found[1] ? /[.,;](?= |$)| \((?!\))| or (?=[A-Z])/u.exec(rest) : goesOn.exec(rest)
    const command = rest.slice(0, end?.index).trim()
    // A sentence about a command is no command.
    if (command.includes(' ') && !told.test(command)) return command
  }
  return null
}
