import { generateKeyPairSync, sign } from 'node:crypto'

/** A certificate for an address that was made now, without any tool of the system. */
export function selfSigned(host: readonly [number, number, number, number] = [127, 0, 0, 1]): {
  key: string
  cert: string
} {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'))
  const name = sequence(tagged(0x31, sequence(oid('550403'), tagged(0x0c, Buffer.from(host.join('.'))))))
  const now = Date.now()
  const validity = sequence(time(now - 3_600_000), time(now + 86_400_000))
  const address = sequence(tagged(0x87, Buffer.from(host)))
  const extensions = sequence(
    // subjectAltName, then basicConstraints: it vouches for itself.
    sequence(oid('551d11'), tagged(0x04, address)),
    sequence(oid('551d13'), tagged(0x04, sequence(tagged(0x01, Buffer.from([0xff]))))),
  )
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    ecdsaWithSha256,
    name,
    validity,
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, extensions),
  )
  const signature = tagged(0x03, Buffer.from([0]), sign('sha256', body, privateKey))
  const cert = sequence(body, ecdsaWithSha256, signature).toString('base64')
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${cert.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`,
  }
}

const sequence = (...parts: Buffer[]): Buffer => tagged(0x30, ...parts)
const oid = (hex: string): Buffer => tagged(0x06, Buffer.from(hex, 'hex'))
const time = (at: number): Buffer =>
  tagged(0x18, Buffer.from(`${new Date(at).toISOString().slice(0, 19).replace(/\D/g, '')}Z`))

/** One element of DER: tag, length, content. */
function tagged(tag: number, ...parts: Buffer[]): Buffer {
  const content = Buffer.concat(parts)
  const { length } = content
  const size = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}
