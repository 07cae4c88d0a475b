import fc from 'fast-check'
import protobuf from 'protobufjs'
import { describe, expect, test } from 'vitest'
import source from '../../../../main/providers/coralogix/grpc/api-keys.proto?raw'
import { rpc, rpcNames } from '../../../../main/providers/coralogix/grpc/messages.ts'
import { parseCreated, parseList, parseValue } from '../../../../main/providers/coralogix/schemas.ts'
import { parseVendorJson } from '../../../../main/providers/vendor-text.ts'

const scope = 'com.coralogixapis.aaa.apikeys.v3'

// As the vendor publishes them, apart from the file that is held against them.
const published: Readonly<Record<string, Readonly<Record<string, readonly [number, string]>>>> = {
  Owner: { userId: [1, 'string'], teamId: [2, 'uint32'], organisationId: [3, 'string'] },
  KeyInfo: {
    name: [1, 'string'],
    owner: [2, 'Owner'],
    active: [3, 'bool'],
    hashed: [4, 'bool'],
    keyPermissions: [5, 'KeyPermissions'],
    value: [6, 'string?'],
    id: [7, 'string'],
    accessPolicy: [8, 'string?'],
  },
  'KeyInfo.KeyPermissions': { presets: [1, 'PresetInfo[]'], permissions: [2, 'string[]'] },
  PresetInfo: { name: [1, 'string'], permissions: [2, 'string[]'] },
  CreateApiKeyRequest: {
    name: [1, 'string'],
    owner: [2, 'Owner'],
    keyPermissions: [3, 'KeyPermissions'],
    hashed: [4, 'bool'],
    accessPolicy: [5, 'string?'],
  },
  'CreateApiKeyRequest.KeyPermissions': { presets: [1, 'string[]'], permissions: [2, 'string[]'] },
  CreateApiKeyResponse: { keyId: [1, 'string'], name: [2, 'string'], value: [3, 'string'] },
  GetApiKeyRequest: { keyId: [1, 'string'] },
  GetApiKeyResponse: { keyInfo: [1, 'KeyInfo'] },
  UpdateApiKeyRequest: {
    keyId: [1, 'string'],
    newName: [2, 'string?'],
    isActive: [3, 'bool?'],
    presets: [4, 'Presets?'],
    permissions: [5, 'Permissions?'],
    accessPolicy: [6, 'string?'],
  },
  'UpdateApiKeyRequest.Presets': { presets: [1, 'string[]'] },
  'UpdateApiKeyRequest.Permissions': { permissions: [1, 'string[]'] },
  UpdateApiKeyResponse: {},
  DeleteApiKeyRequest: { keyId: [1, 'string'] },
  DeleteApiKeyResponse: {},
  GetSendDataApiKeysRequest: {},
  GetSendDataApiKeysResponse: { keys: [1, 'KeyInfo[]'] },
}

const typed = (field: protobuf.Field): string => {
  const optional = field.getOption('proto3_optional') === true
  return `${field.type}${field.repeated ? '[]' : ''}${optional ? '?' : ''}`
}

describe('the messages', () => {
  const { root } = protobuf.parse(source)

  test.each(Object.entries(published))('%s has the published fields', (name, fields) => {
    const found = root
      .lookupType(`${scope}.${name}`)
      .fieldsArray.map((field): [string, readonly [number, string]] => [field.name, [field.id, typed(field)]])
    expect(Object.fromEntries(found)).toEqual(fields)
  })

  test('an owner is exactly one of three', () => {
    expect(root.lookupType(`${scope}.Owner`).oneofs.owner?.oneof).toEqual([
      'userId',
      'teamId',
      'organisationId',
    ])
  })

  test('the procedures are the published ones', () => {
    expect([...rpcNames].sort()).toEqual([
      'CreateApiKey',
      'DeleteApiKey',
      'GetApiKey',
      'GetSendDataApiKeys',
      'UpdateApiKey',
    ])
    expect(rpc('CreateApiKey').path).toBe(`/${scope}.ApiKeysService/CreateApiKey`)
  })
})

describe('on the wire', () => {
  const bytes = (name: 'CreateApiKey' | 'UpdateApiKey', json: object): string =>
    Buffer.from(rpc(name).request.encode(json)).toString('hex')

  test('what is left out of a change is not sent, and what is false or empty is', () => {
    // Field 1 of length 1 is "k"; then 3 = false; 4 and 5 are messages without content; 6 is an empty text.
    expect(bytes('UpdateApiKey', { keyId: 'k' })).toBe('0a016b')
    expect(bytes('UpdateApiKey', { keyId: 'k', isActive: false })).toBe('0a016b1800')
    const emptied = { keyId: 'k', presets: { presets: [] }, permissions: { permissions: [] } }
    expect(bytes('UpdateApiKey', emptied)).toBe('0a016b22002a00')
    expect(bytes('UpdateApiKey', { keyId: 'k', accessPolicy: '' })).toBe('0a016b3200')
  })

  test('a creation is as the numbers say', () => {
    const wish = {
      name: 'n',
      owner: { teamId: 7 },
      keyPermissions: { presets: ['P'], permissions: [] },
      hashed: true,
    }
    expect(bytes('CreateApiKey', wish)).toBe('0a016e120210071a030a01502001')
  })

  test('a field that no message has is an error, not left out', () => {
    expect(() => bytes('UpdateApiKey', { keyId: 'k', active: true })).toThrow('active')
    expect(() => bytes('CreateApiKey', { name: 7 })).toThrow('name')
  })

  test('a key is read in camelCase, without what has its default', () => {
    const good = Buffer.from('0a0d0a016e1202100718013a026964', 'hex')
    expect(rpc('GetApiKey').response.decode(good)).toEqual({
      keyInfo: { name: 'n', owner: { teamId: 7 }, active: true, id: 'id' },
    })
  })
})

describe('whatever bytes come', () => {
  const canary = 'cxtp_KtCanaryHostile000000000000000'
  const entry = {
    ...{ id: 'id', name: `n ${canary}`, owner: { teamId: 7 }, active: true, value: canary },
    keyPermissions: { presets: [{ name: canary, permissions: ['a:Read', canary] }], permissions: ['b:Read'] },
  }
  const good = Buffer.from(rpc('GetSendDataApiKeys').response.encode({ keys: [entry, entry] }))

  /** As the door makes it of bytes; undefined where it refuses them. */
  const received = (name: (typeof rpcNames)[number], bytes: Uint8Array): unknown => {
    try {
      return parseVendorJson(JSON.stringify(rpc(name).response.decode(bytes)))
    } catch {
      return undefined
    }
  }

  test('nothing else throws', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        for (const name of rpcNames) {
          const json = received(name, bytes)
          for (const parse of [parseList, parseCreated, parseValue]) parse(json)
        }
      }),
      { seed: 7, numRuns: 300 },
    )
  })

  test('a damaged list brings no value into metadata', () => {
    const damage = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 })
    fc.assert(
      fc.property(damage, fc.nat(good.length), (changes, cut) => {
        const bytes = Buffer.from(good)
        for (const [at, byte] of changes) bytes[at] = byte
        for (const whole of [bytes, bytes.subarray(0, cut)]) {
          const list = parseList(received('GetSendDataApiKeys', whole))
          expect(JSON.stringify(list)).not.toContain(canary)
        }
      }),
      { seed: 7, numRuns: 300 },
    )
  })
})
