import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { protocol, type Session } from 'electron'

/** The page's address. A scheme of our own: `file:` may read more than a page should. */
export const APP_URL = 'app://keyturn/'

/** No inline code or style, no network, no frames, no forms, no eval, and no text that becomes script. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join('; ')

const headers: Readonly<Record<string, string>> = {
  'Content-Security-Policy': contentSecurityPolicy,
  // A file is what its type says, never what its content looks like.
  'X-Content-Type-Options': 'nosniff',
  // There is nobody to tell where a link was clicked.
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  // The files change only with the app, and reading them again is as cheap as asking a cache.
  'Cache-Control': 'no-store',
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.woff': 'font/woff',
  '.json': 'application/json; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
}

/** Tells Chromium that `app:` is a scheme like https. Only before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: 'app',
      privileges: {
        // An origin of its own, with relative addresses.
        standard: true,
        // As trusted as https: the files come from the app itself.
        secure: true,
        // Not exempt from the policy above, no service workers, no fetch from elsewhere.
        bypassCSP: false,
        allowServiceWorkers: false,
        supportFetchAPI: false,
        corsEnabled: false,
        stream: false,
      },
    },
  ])
}

/**
 * Serves the built page. The map of addresses to files is made once from what the build has left: an address is
 * looked up, never joined to a path, so that no address can lead out of the folder.
 */
export function serveApp(session: Session, folder: string): void {
  const files = fileMap(folder)
  session.protocol.handle('app', async (request) => {
    const url = new URL(request.url)
    const file = url.host === 'keyturn' ? files.get(url.pathname) : undefined
    if (request.method !== 'GET' || !file) return new Response('Not found', { status: 404, headers })
    const content = await readFile(file.path)
    return new Response(content, { headers: { ...headers, 'Content-Type': file.type } })
  })
}

interface ServedFile {
  readonly path: string
  readonly type: string
}

/** Address path to file, for every file of a type that we serve; the page itself also under `/`. */
export function fileMap(folder: string): ReadonlyMap<string, ServedFile> {
  const files = new Map<string, ServedFile>()
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const type = types[extname(entry.name)]
    if (!entry.isFile() || type === undefined) continue
    const path = join(entry.parentPath, entry.name)
    files.set(`/${relative(folder, path).split(sep).map(encodeURIComponent).join('/')}`, { path, type })
  }
  const page = files.get('/index.html')
  if (page) files.set('/', page)
  return files
}
