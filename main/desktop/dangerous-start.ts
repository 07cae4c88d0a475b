/**
 * What a packaged app does not start with. Fuses do not cover these switches, and each of them hands the window,
 * its traffic or this process to whoever can edit a shortcut.
 */
const refusedSwitches: Readonly<Record<string, string>> = {
  'remote-debugging-port': 'drives the window from outside',
  'remote-debugging-pipe': 'drives the window from outside',
  'remote-allow-origins': 'drives the window from outside',
  inspect: 'drives the main process from outside',
  'inspect-brk': 'drives the main process from outside',
  'inspect-port': 'drives the main process from outside',
  'inspect-publish-uid': 'drives the main process from outside',
  'js-flags': 'changes the engine under the app',
  'no-sandbox': 'takes the cage away from the renderer',
  'disable-setuid-sandbox': 'takes the cage away from the renderer',
  'disable-web-security': 'takes the same-origin rule away',
  'disable-site-isolation-trials': 'puts foreign pages into our process',
  'allow-running-insecure-content': 'loads what was changed on the way',
  'ignore-certificate-errors': 'accepts anybody as the vendor',
  'ignore-certificate-errors-spki-list': 'accepts anybody as the vendor',
  'host-resolver-rules': 'sends the vendor’s name somewhere else',
  'host-rules': 'sends the vendor’s name somewhere else',
  'proxy-server': 'sends traffic through somebody else',
  'proxy-pac-url': 'sends traffic through somebody else',
  'log-net-log': 'writes traffic to a file',
  'net-log-capture-mode': 'writes traffic to a file',
  'ssl-key-log-file': 'writes the session keys to a file',
  'load-extension': 'puts foreign code beside the page',
  'renderer-cmd-prefix': 'starts the renderer under another program',
  'utility-cmd-prefix': 'starts the keychain process under another program',
  'gpu-launcher': 'starts a helper under another program',
}

/** Set by a shell or a shortcut, these weaken TLS or write traffic and keys to files. */
const refusedVariables = [
  'NODE_TLS_REJECT_UNAUTHORIZED',
  'SSLKEYLOGFILE',
  'GRPC_TRACE',
  'GRPC_VERBOSITY',
  'GRPC_DEFAULT_SSL_ROOTS_FILE_PATH',
  'NODE_OPTIONS',
] as const

/** The name of the first switch that a packaged app refuses, or null. Its value is never looked at or printed. */
export function refusedSwitch(argv: readonly string[], platform: NodeJS.Platform): string | null {
  for (const argument of argv.slice(1)) {
    // Chromium takes one dash or two, and on Windows a slash; names are not case-sensitive there.
    const name = argument
      .match(platform === 'win32' ? /^(?:--?|\/)([^=]+)/ : /^--?([^=]+)/)?.[1]
      ?.toLowerCase()
    if (name !== undefined && Object.hasOwn(refusedSwitches, name)) return name
  }
  return null
}

/** Takes the dangerous variables out of this process, and so out of everything that it starts. */
export function forgetDangerousVariables(env: Record<string, string | undefined>): void {
  for (const name of refusedVariables) delete env[name]
}
