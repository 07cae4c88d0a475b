import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../../.cache/preview/', import.meta.url))

// The policy that the app's own protocol sends.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2' }

/** Serves the built preview on loopback under the app's own policy. Answers its address and how to stop it. */
export async function serve() {
  const server = createServer(async (request, response) => {
    try {
      const path = new URL(request.url ?? '/', 'http://x').pathname
      const body = await readFile(join(root, path))
      const type = types[extname(path)] ?? 'text/plain'
      response.writeHead(200, { 'content-type': type, 'content-security-policy': policy }).end(body)
    } catch {
      response.writeHead(204).end()
    }
  })
  await new Promise((ready) => server.listen(0, '127.0.0.1', () => ready(undefined)))
  return { base: `http://127.0.0.1:${server.address().port}/preview.html`, stop: () => server.close() }
}
