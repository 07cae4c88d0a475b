import protobuf from 'protobufjs'
import source from './api-keys.proto?raw'

/** The procedures of the vendor's key management, and how their messages become bytes and JSON in REST's camelCase. */

const packageName = 'com.coralogixapis.aaa.apikeys.v3'
const { root } = protobuf.parse(source, { keepCase: false })
root.resolveAll()

export type RpcName = 'CreateApiKey' | 'GetApiKey' | 'UpdateApiKey' | 'DeleteApiKey' | 'GetSendDataApiKeys'

export const rpcNames: readonly RpcName[] = root
  .lookupService(`${packageName}.ApiKeysService`)
  .methodsArray.map(({ name }) => name as RpcName)

export interface Message {
  /** Throws where `json` has a field of another type, or one that the message does not know. */
  encode(json: object): Uint8Array
  /** Throws where the bytes are no such message. What has its default is left out, as in the vendor's JSON. */
  decode(bytes: Uint8Array): Record<string, unknown>
}

export interface Rpc {
  /** As HTTP/2 names it. */
  readonly path: string
  readonly request: Message
  readonly response: Message
}

/** The procedure of this name. */
export function rpc(name: RpcName): Rpc {
  return {
    path: `/${packageName}.ApiKeysService/${name}`,
    request: message(`${name}Request`),
    response: message(`${name}Response`),
  }
}

function message(name: string): Message {
  const type = root.lookupType(`${packageName}.${name}`)
  return {
    encode: (json) => {
      const problem = type.verify(json)
      const strange = Object.keys(json).find((field) => !(field in type.fields))
      // What a message does not know would be left out without a word.
      if (problem !== null || strange !== undefined) throw new Error(`${name}: ${problem ?? strange}`)
      return type.encode(type.fromObject(json)).finish()
    },
    decode: (bytes) => type.toObject(type.decode(bytes)),
  }
}
