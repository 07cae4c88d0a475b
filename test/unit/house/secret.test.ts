import { inspect } from 'node:util'
import { MessageChannel } from 'node:worker_threads'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../../main/vault/secret.ts'
import { type Files, shippedFolders, sourceFiles, withoutComments } from './source-files.ts'

/** Every file that may take a value out of a Secret, and for what. A new line here is a decision. */
const mayExpose: Readonly<Record<string, string>> = {
  'main/vault/keychain.ts': 'to the keychain process',
  'main/vault/fingerprints.ts': "into the HMAC; its own key, no value, to the scan's thread",
  'main/providers/aggregations-io/facts.ts': 'what a value looks like',
  'main/providers/calling.ts': 'to see whether it can be sent',
  'main/providers/http.ts': "into a request's header",
  'main/providers/grpc-call.ts': "into a call's metadata",
  'main/providers/coralogix/value-hint.ts': "to tell the kind of a value by the vendor's prefix",
  'main/keys/imports.ts': 'to find the value in a downloaded text',
  'main/keys/struck-out.ts': 'to strike it out of what a vendor said about it',
  'main/agents/config-file/splice.ts': 'into a config file',
  'main/injection/snippet.ts': 'into a snippet that the user asked for with its value',
  'main/cli/values.ts': 'to standard output, when the user asked for the value',
  'main/desktop/clipboard.ts': 'to the clipboard',
  'main/desktop/handlers/keys.ts': 'to keys.reveal',
}

const exposing = (files: Files): string[] =>
  [...files]
    .filter(([path, source]) => path !== 'main/vault/secret.ts' && /\bexpose\b/.test(withoutComments(source)))
    .map(([path]) => path)

describe('who opens a Secret', () => {
  const files = sourceFiles(shippedFolders)

  it('is on the list', () => expect(exposing(files).filter((path) => !(path in mayExpose))).toEqual([]))

  it('is not on the list without need', () => {
    const opens = exposing(files)
    expect(Object.keys(mayExpose).filter((path) => files.has(path) && !opens.includes(path))).toEqual([])
  })

  it.each([
    'secret.expose((value) => console.log(value))',
    'secret?.expose<string>(String)',
    'const { expose } = secret',
    "secret['expose'](String)",
  ])('would be noticed: %s', (line) => {
    expect(exposing(new Map([['main/a.ts', line]]))).toEqual(['main/a.ts'])
  })
})

describe('a Secret', () => {
  const secret = Secret.of('cxtp_canary')
  const silent = (text: string): void => expect(text).not.toContain('canary')

  it('does not print', () => {
    silent(String(secret))
    silent(`${secret}`)
    silent(['', secret].join(''))
    silent(inspect(secret, { depth: null, showHidden: true }))
    silent(inspect({ nested: [secret] }, { depth: null }))
    silent(Object.keys(secret).join() + Object.values(secret).map(String).join())
    expect(`${secret}`).toBe('[secret]')
  })

  it('does not serialise', () => {
    expect(() => JSON.stringify(secret)).toThrow('serialised')
    expect(() => JSON.stringify({ a: [secret] })).toThrow('serialised')
  })

  it('does not clone, nor go to another thread or process', () => {
    expect(() => structuredClone(secret)).toThrow()
    expect(() => structuredClone({ a: secret })).toThrow()
    const { port1, port2 } = new MessageChannel()
    expect(() => port1.postMessage(secret)).toThrow()
    port1.close()
    port2.close()
  })

  it('gives nothing away when spread, copied or compared', () => {
    silent(JSON.stringify({ ...secret }))
    silent(JSON.stringify(Object.assign({}, secret)))
    expect(secret.equals(Secret.of('cxtp_canary'))).toBe(true)
    expect(secret.equals(Secret.of('cxtp_canarx'))).toBe(false)
    expect(secret.equals(Secret.of('cxtp'))).toBe(false)
  })

  it('is empty after dispose', () => {
    const gone = Secret.of('v')
    gone.dispose()
    expect(() => gone.expose(String)).toThrow('disposed')
  })
})
