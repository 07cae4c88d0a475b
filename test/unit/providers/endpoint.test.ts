import { describe, expect, test } from 'vitest'
import { isLoopback, normaliseEndpoint } from '../../../main/providers/endpoint.ts'

describe('an address as people type it', () => {
  test.each([
    ['acme.coralogix.com', 'https://api.acme.coralogix.com'],
    ['api.acme.coralogix.com', 'https://api.acme.coralogix.com'],
    ['API.acme.coralogix.com/', 'https://api.acme.coralogix.com'],
    [' https://api.eu2.coralogix.com// ', 'https://api.eu2.coralogix.com'],
    ['https://api.eu2.coralogix.com/mgmt/openapi/5', 'https://api.eu2.coralogix.com'],
    ['https://api.eu2.coralogix.com/mgmt/openapi/latest/', 'https://api.eu2.coralogix.com'],
    ['https://gateway.example.com:8443/coralogix/', 'https://gateway.example.com:8443/coralogix'],
    ['http://127.0.0.1:4100', 'http://127.0.0.1:4100'],
    ['http://localhost:4100/', 'http://localhost:4100'],
    ['http://[::1]:4100', 'http://[::1]:4100'],
  ])('%s becomes %s', (typed, kept) => {
    expect(normaliseEndpoint(typed, 'api')).toEqual({ ok: true, value: kept })
  })

  test('a bare domain gets the prefix of the service', () => {
    expect(normaliseEndpoint('acme.coralogix.com', 'ingress')).toEqual({
      ok: true,
      value: 'https://ingress.acme.coralogix.com',
    })
  })

  test.each([
    'http://api.example.com',
    'http://10.0.0.5',
    'ftp://api.example.com',
    'https://user:secret@api.example.com',
    'https://secret@api.example.com',
    'https://api.example.com/?region=eu2',
    'https://api.example.com/#keys',
    'https://169.254.169.254',
    'https://0xa9fea9fe/',
    'https://2852039166',
    'https://[::ffff:169.254.169.254]',
    'https://[fe80::1]',
    'https://[fd00:ec2::254]',
    'https://metadata.google.internal',
    'https://metadata.google.internal.',
    'https://0.0.0.0',
    'http://127.0.0.1.example.com',
    'http://localhost.example.com',
    '',
    'https://',
    'not an address',
  ])('%s is refused', (typed) => {
    const result = normaliseEndpoint(typed, 'api')
    expect(result).toMatchObject({ ok: false, failure: { code: 'usage' } })
    expect(JSON.stringify(result)).not.toContain('secret')
    expect(JSON.stringify(result)).not.toContain('  ')
  })
})

test('loopback is this machine and nothing that only sounds like it', () => {
  for (const host of ['localhost', 'LOCALHOST.', 'a.localhost', '127.0.0.1', '127.9.9.9', '[::1]', '::1']) {
    expect(isLoopback(host.toLowerCase()), host).toBe(true)
  }
  for (const host of ['localhost.com', '128.0.0.1', '10.0.0.1', '127.0.0.1.nip.io', '[::2]', '']) {
    expect(isLoopback(host), host).toBe(false)
  }
})
