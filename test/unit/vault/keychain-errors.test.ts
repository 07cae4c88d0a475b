import { describe, expect, it } from 'vitest'
import { broken, failureOf, neverDelivered } from '../../../main/vault/keychain-errors.ts'

const error = (text: string) => ({ kind: 'error', text }) as const

// As measured with gnome-keyring 42 and libsecret 0.20, or read in keytar's and the systems' sources.
describe('what a keychain says', () => {
  it.each([
    ['Cannot create an item in a locked collection', 'keychain-locked'],
    ['Object does not exist at path “/org/freedesktop/secrets/collection/login”', 'keychain-locked'],
    ['User interaction is not allowed.', 'keychain-locked'],
    ['Cannot autolaunch D-Bus without X11 $DISPLAY', 'keychain-unavailable'],
    ['Could not connect: No such file or directory', 'keychain-unavailable'],
    ['Could not connect: Connection refused', 'keychain-unavailable'],
    ['The name org.freedesktop.secrets was not provided by any .service files', 'keychain-unavailable'],
    ['Failed to load keytar native addon, checked ["../build/Release"]', 'keychain-unavailable'],
    ['The connection is closed', 'keychain-unavailable'],
    ['Message recipient disconnected from message bus without replying', 'keychain-unavailable'],
    ['Rejected send message, 2 matched rules; type="method_call"', 'keychain-refused'],
    ['An AppArmor policy prevents this sender from sending this message', 'keychain-refused'],
    ['User canceled the operation.', 'keychain-refused'],
    ['Not enough memory resources are available to process this command.', 'keychain-refused'],
    ['Timeout was reached', 'keychain-timeout'],
    ['something new', 'keychain-refused'],
  ])('%s', (text, code) => {
    const failure = failureOf(error(text))
    expect(failure.code).toBe(code)
    expect(failure.hint).not.toBe('')
  })

  it('shows a text that it does not know', () =>
    expect(failureOf(error('something new')).message).toContain('something new'))

  it.each([
    'The name :1.12 was not provided by any .service files',
    'The session wrapping the secret does not exist',
  ])('knows a process that is of no use after a restart: %s', (text) => {
    expect(broken(error(text))).toBe(true)
    expect(neverDelivered(error(text))).toBe(true)
  })

  it('does not take a service that is not there for a process of no use', () => {
    const text = 'The name org.freedesktop.secrets was not provided by any .service files'
    expect(broken(error(text))).toBe(false)
    expect(neverDelivered(error('The connection is closed'))).toBe(false)
  })
})
