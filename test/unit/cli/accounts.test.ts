import { expect, test } from 'vitest'
import { accountList, accountShape, syncResult } from '../../cli/contract.ts'
import { aKey, anAccount } from '../../fakes/cli-samples.ts'
import { piped, session, typing } from './session.ts'

const add = 'account add --provider coralogix --name acme --region eu2'

test('an account is added with its admin key from stdin, without the newline at its end', async () => {
  const { core, keyturn } = session()
  const { code, stdout, stderr } = await keyturn(`${add} --json`, piped('admin-key \n'))
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(accountShape.parse(JSON.parse(stdout))).toMatchObject({ name: 'acme', region: 'eu2' })
  expect(core.values.get('admin')).toBe('admin-key ')
})

test('at a terminal the admin key is asked for and not shown', async () => {
  const { core, keyturn } = session()
  const { code, terminal, stdout, stderr } = await keyturn(add, typing('typed-admin-key'))
  expect(code).toBe(0)
  expect(terminal.questions).toMatchObject([{ how: 'hidden' }])
  expect(core.values.get('admin')).toBe('typed-admin-key')
  expect(stdout + stderr).not.toContain('typed-admin-key')
})

test.each([
  ['nothing', ''],
  ['several lines', 'one\ntwo\n'],
  ['too much', 'x'.repeat(20_000)],
])('%s on stdin is no admin key', async (_name, text) => {
  const { core, keyturn } = session()
  expect((await keyturn(add, piped(text))).code).toBe(2)
  expect(core.asked).toEqual([])
})

test('a cancelled question changes nothing', async () => {
  const { core, keyturn } = session()
  expect((await keyturn(add, typing(null))).code).toBe(4)
  expect(core.asked).toEqual([])
})

test('loopback addresses may be plain http', async () => {
  const { keyturn } = session()
  const line =
    'account add --provider coralogix --name s --api-url http://127.0.0.1:1 --ingress-url http://localhost:2'
  expect((await keyturn(line, piped('k'))).code).toBe(0)
})

test('a rejected admin key ends with 5 and says what the vendor said', async () => {
  const { core, keyturn } = session()
  core.failing.set('accounts.add', {
    code: 'credential-rejected',
    message: 'The vendor answered 401.',
    hint: '',
  })
  const { code, stderr } = await keyturn(add, piped('wrong'))
  expect(code).toBe(5)
  expect(stderr).toContain('401')
})

test('accounts are listed as a table and as an array', async () => {
  const { core, keyturn } = session()
  expect((await keyturn('account list')).stdout).toMatch(/^NAME .*\nacme +coralogix +eu2 +Acme +2026-11-20/)
  expect(accountList.parse(JSON.parse((await keyturn('account list --json')).stdout))).toHaveLength(1)
  core.accountList = []
  expect(await keyturn('account list --json')).toMatchObject({ code: 0, stdout: '[]\n', stderr: '' })
})

test('removing asks only when values would be lost', async () => {
  const { core, keyturn } = session()
  const refused = await keyturn('account remove acme')
  expect(refused.code).toBe(4)
  expect(refused.stderr).toContain('1 value')
  expect((await keyturn('account remove acme', typing('n'))).code).toBe(4)
  expect(core.asked).toEqual([])
  expect((await keyturn('account remove ACME', typing('y'))).code).toBe(0)
  expect((await keyturn('account remove acme --yes')).code).toBe(0)
  core.keyList = [aKey({ hasValue: false })]
  const free = await keyturn('account remove acme', typing())
  expect(free).toMatchObject({ code: 0, terminal: { questions: [] } })
  expect((await keyturn('account remove other')).code).toBe(3)
})

test('sync reports each account, and a failing one does not hide the others', async () => {
  const { core, keyturn } = session()
  core.accountList = [anAccount(), anAccount({ id: crypto.randomUUID(), name: 'globex' })]
  expect(syncResult.parse(JSON.parse((await keyturn('sync --json')).stdout))).toEqual([
    { account: 'acme', new: 2, changed: 1, gone: 0, total: 3 },
    { account: 'globex', new: 2, changed: 1, gone: 0, total: 3 },
  ])
  expect((await keyturn('sync --account globex')).stdout).toBe('globex: 3 keys, 2 new, 1 changed, 0 gone\n')
  const inOrder = core.accounts.sync
  core.accounts.sync = async (id) =>
    id === core.accountList[0]?.id
      ? { ok: false, failure: { code: 'vendor-unreachable', message: 'No answer.', hint: '' } }
      : inOrder(id)
  const partly = await keyturn('sync --json')
  expect(partly.code).toBe(6)
  expect(JSON.parse(partly.stdout)).toMatchObject([{ account: 'globex' }])
})
