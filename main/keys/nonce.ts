import { randomBytes } from 'node:crypto'

const alphabet = 'abcdefghijklmnopqrstuvwxyz234567'
const pattern = /(?:^| · )kx-([a-z2-7]{10})$/

/** 50 random bits as 10 base32 letters. */
export const newNonce = (): string =>
  [...randomBytes(10)].map((byte) => alphabet[byte % alphabet.length]).join('')

/** The name under which a key is created; it carries the nonce until the value is safe. */
export const temporaryName = (name: string, nonce: string): string => `${name} · kx-${nonce}`

/** The nonce in a key's name, or null. */
export const nonceIn = (name: string): string | null => pattern.exec(name)?.[1] ?? null
