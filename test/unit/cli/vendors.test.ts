import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import { errorShape, keyShape } from '../../cli/contract.ts'
import { aKey, anAccount } from '../../fakes/cli-samples.ts'
import { piped, session, typing } from './session.ts'

const id = aKey().id
const other = 'b1b2c3d4-0000-4000-8000-000000000002'
const failureOf = (stderr: string) => errorShape.parse(JSON.parse(stderr)).error

describe('accounts of every vendor', () => {
  test('a vendor without a credential asks for none', async () => {
    const { core, keyturn } = session()
    const line = 'account add --provider aggregations-io --name agg --ingest-url https://ingest.example.com'
    const { code, stderr, terminal } = await keyturn(line, typing())
    expect({ code, questions: terminal.questions }).toEqual({ code: 0, questions: [] })
    expect(stderr).toContain('no API for keys')
    expect(core.values.get('admin')).toBeUndefined()
  })

  test.each([
    'account add --provider nobody --name x',
    'account add --provider coralogix --name x --region eu2 --transport carrier-pigeon',
    'account add --provider coralogix --name x --region eu2 --instance i',
    'account add --provider coralogix --name x --region eu2 --api-url https://a.example',
    'account add --provider aggregations-io --name x --transport grpc',
    'account add --provider aggregations-io --name x --grpc-url https://a.example',
    'account add --provider ibm-cloud --name x --iam-url https://a --api-url https://b',
  ])('%s is refused before anything is read', async (line) => {
    const { core, keyturn } = session()
    const { code, stderr } = await keyturn(`${line} --json`, piped('secret'))
    expect({ code, asked: core.asked }).toEqual({ code: 2, asked: [] })
    expect(stderr).not.toContain('secret')
  })

  test('account show tells everything in one place', async () => {
    const { core, keyturn } = session()
    core.accounts.report = (accountId) => ({
      ok: true,
      value: {
        accountId,
        rights: [
          {
            what: 'List team keys',
            permission: 'team-custom-api-keys:ReadConfig',
            state: 'missing',
            evidence: 'The vendor answered 403.',
          },
        ],
        pages: [{ id: 'keys', label: 'API keys', url: 'https://acme.coralogix.com/settings/api-keys' }],
        notes: [{ title: 'API key security settings', text: 'There is no API for it.' }],
      },
    })
    const { code, stdout } = await keyturn('account show acme')
    expect(code).toBe(0)
    expect(stdout).toContain('missing  List team keys (team-custom-api-keys:ReadConfig)')
    expect(stdout).toContain('API key security settings\n  There is no API for it.')
    const json = JSON.parse((await keyturn('account show acme --json')).stdout)
    expect(json).toMatchObject({ name: 'acme', rights: [{ state: 'missing' }], transport: 'auto' })
  })
})

describe('what only some vendors have', () => {
  test('a key of a vendor without an API is recorded, and says what comes next', async () => {
    const { core, keyturn } = session()
    core.accountList = [anAccount({ provider: 'aggregations-io', name: 'agg' })]
    const { code, stdout, stderr } = await keyturn('key create edge --type org-wide --permission write')
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'recorded-id\n' })
    expect(stderr).toContain('Recorded with Write, as your word')
    expect(stderr).toContain('keyturn key import recorded-id')
    const json = await keyturn('key create edge --type org-wide --permission Write --json')
    expect(keyShape.parse(JSON.parse(json.stdout))).toMatchObject({ type: 'org-wide', hasValue: false })
    expect((await keyturn('key create edge --type org-wide')).code).toBe(2)
  })

  test.each(['--expires 3d', '--owner me', '--preset SendData', '--readable', '--new-service-id edge'])(
    'a recorded key with %s is refused: it would not be so',
    async (option) => {
      const { core, keyturn } = session()
      core.accountList = [anAccount({ provider: 'aggregations-io', name: 'agg' })]
      const line = `key create edge --type org-wide --permission write ${option} --json`
      const { code, stdout, stderr } = await keyturn(line)
      expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
      expect(failureOf(stderr).message).toContain(option.split(' ')[0])
    },
  )

  test('permissions are shown, and only what is given is changed', async () => {
    const { core, keyturn } = session()
    expect((await keyturn(`key permissions ${id}`)).stdout).toBe('preset SendData\n')
    expect((await keyturn(`key permissions ${id} --permission logs:Read`)).code).toBe(0)
    expect((await keyturn(`key permissions ${id} --preset Alerts --no-permissions`)).code).toBe(0)
    expect((await keyturn(`key permissions ${id} --no-presets`)).code).toBe(0)
    expect(core.asked.filter((one) => one.startsWith('care.'))).toEqual([
      'care.setRights {"permissions":["logs:Read"]}',
      'care.setRights {"presets":["Alerts"],"permissions":[]}',
      'care.setRights {"presets":[]}',
    ])
    for (const both of ['--preset Alerts --no-presets', '--permission a:B --no-permissions'])
      expect((await keyturn(`key permissions ${id} ${both}`)).code).toBe(2)
  })

  test.each(['/dev/zero', '/dev', '/nowhere'])('%s is no file with a policy in it', async (file) => {
    const { core, keyturn } = session()
    const { code } = await keyturn(['key', 'policy', id, '--set', file])
    expect({ code, saved: core.asked.filter((one) => one.startsWith('care.setPolicy')) }).toEqual({
      ...{ code: file === '/nowhere' ? 3 : 4, saved: [] },
    })
  })

  test('a key without permissions of its own says whose they are', async () => {
    const { core, keyturn } = session()
    core.keyList = [aKey({ presets: [], permissions: [] })]
    core.cannot = { permissions: 'The policies of its service ID decide.' }
    const { code, stdout, stderr } = await keyturn(`key permissions ${id}`)
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' })
    expect(stderr).toContain('The policies of its service ID decide.')
  })

  test('a key is shown with its description, its lock, its end, and whose word its state is', async () => {
    const { core, keyturn } = session()
    const more = { description: 'for the edge', locked: true, expiresAt: '2027-01-02T00:00:00.000Z' }
    core.keyList = [aKey({ ...more, stateBasis: 'user' })]
    const { stdout } = await keyturn(`key show ${id}`)
    expect(stdout).toContain('active, locked, on your word')
    expect(stdout).toContain('Description for the edge')
    expect(stdout).toMatch(/Expires +2027-01-0[12]/)
    expect(JSON.parse((await keyturn(`key show ${id} --json`)).stdout)).toMatchObject(more)
  })

  test('a policy goes out as JSON and comes back the same', async () => {
    const { core, keyturn } = session()
    const shown = await keyturn(`key policy ${id}`)
    expect(shown.stdout).toBe(
      'Everybody else: no access; its policy: as their roles say\nSRE: manage; its policy: read\n',
    )
    const json = (await keyturn(`key policy ${id} --json`)).stdout
    expect((await keyturn(`key policy ${id} --set -`, piped(json))).code).toBe(0)
    expect(core.care.saved).toEqual(JSON.parse(json))
    const folder = mkdtempSync(join(tmpdir(), 'keyturn-policy-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    writeFileSync(join(folder, 'p.json'), '{"general":{"access":"all"}}')
    const bad = await keyturn(['key', 'policy', id, '--set', join(folder, 'p.json'), '--json'])
    expect(failureOf(bad.stderr)).toMatchObject({ code: 'file-invalid' })
    expect((await keyturn(`key policy ${id} --reset`)).stdout).toContain('no access policy any more')
    expect(core.care.saved).toBeNull()
    expect((await keyturn(`key policy ${id} --reset --set -`)).code).toBe(2)
  })

  test('a key is created with its policy; one that cannot be read makes none', async () => {
    const { core, keyturn } = session()
    const policy = (await keyturn(`key policy ${id} --json`)).stdout
    const line = 'key create edge-otel --type send-your-data --policy -'
    expect((await keyturn(line, piped(policy))).code).toBe(0)
    expect(core.care.saved).toEqual(JSON.parse(policy))
    const before = core.asked.length
    expect(failureOf((await keyturn(`${line} --json`, piped('{}'))).stderr).code).toBe('file-invalid')
    expect(core.asked.slice(before)).not.toContainEqual(expect.stringContaining('capture'))
    core.care.setPolicy = async () =>
      fail('permission-missing', 'It lacks data-ingest-api-keys:UpdateAccessPolicy.', 'Give it that.')
    const half = failureOf((await keyturn(`${line} --json`, piped(policy))).stderr)
    expect(half.message).toMatch(/was made, without the access policy: It lacks/)
  })

  test('the vendor’s words cannot move the cursor', async () => {
    const { keyturn } = session()
    expect((await keyturn(`key history ${id}`)).stdout).not.toContain('\u001b')
  })

  test('verifying says each step; consent is passed on, and a rejected value ends with 5', async () => {
    const { core, keyturn } = session()
    const works = await keyturn(`key verify ${id} --marked-line --ingest post-1`)
    expect(works).toMatchObject({ code: 0, stdout: '  ok      Token: The vendor gave one.\nIt works.\n' })
    expect(core.asked.at(-1)).toBe('care.verify {"markedLine":true,"ingestId":"post-1"}')
    const verify = core.care.verify
    core.care.verify = async (...given) => {
      const answered = await verify(...given)
      return answered.ok
        ? { ok: true, value: { ...answered.value, verdict: 'rejected', sentence: 'It does not.' } }
        : answered
    }
    expect((await keyturn(`key verify ${id}`)).code).toBe(5)
  })

  test('what is only recorded is said to be the user’s word', async () => {
    const { core, keyturn } = session()
    core.keyList = [
      aKey({ stateBasis: 'user', provider: 'aggregations-io', expiresAt: '2026-12-24T12:00:00Z' }),
    ]
    expect((await keyturn(`key disable ${id}`)).stderr).toContain("disable it on the vendor's page too")
    const { stdout } = await keyturn(`key show ${id}`)
    expect(stdout).toContain(', on your word')
    expect(stdout).toMatch(/Expires +2026-12-24/)
    expect((await keyturn(`key delete ${id} --yes`)).stderr).toContain("delete it on the vendor's page too")
  })

  test('locking and describing print the key as it is now', async () => {
    const { keyturn } = session()
    expect((await keyturn(`key lock ${id}`)).stdout).toBe('edge-otel is locked.\n')
    expect((await keyturn(`key unlock ${id}`)).stdout).toBe('edge-otel is unlocked.\n')
    expect((await keyturn(['key', 'describe', id, 'for the edge'])).code).toBe(0)
  })
})

describe('several keys at once', () => {
  const two = () => {
    const opened = session()
    opened.core.keyList = [aKey(), aKey({ id: other, name: 'stubborn' })]
    return opened
  }

  test('each key gets a line; one that fails does not stop the others, and the exit code says so', async () => {
    const { keyturn } = two()
    const { code, stdout } = await keyturn(`key disable ${id} ${other}`)
    expect(code).toBe(5)
    expect(stdout).toBe('  done edge-otel: Disabled.\n  failed stubborn: It lacks a right.\n')
    const json = await keyturn(`key disable ${id} ${other} --json`)
    expect(JSON.parse(json.stdout)).toMatchObject({
      action: 'disable',
      results: [
        { id, outcome: 'done' },
        { outcome: 'failed', code: 'permission-missing' },
      ],
    })
  })

  test('deleting several needs their number, typed, or --yes', async () => {
    const { core, keyturn } = two()
    expect((await keyturn(`key delete ${id} ${other}`)).code).toBe(4)
    expect((await keyturn(`key delete ${id} ${other}`, typing('1'))).code).toBe(4)
    expect(core.bulk.runs).toBe(0)
    await keyturn(`key delete ${id} ${other}`, typing('2'))
    await keyturn(`key delete ${id} ${other} --yes`)
    expect(core.bulk.runs).toBe(2)
  })
})

describe('service IDs', () => {
  test('one with the right to send, and its key, in one command', async () => {
    const { keyturn } = session()
    const line = 'key create edge-key --type service-id --new-service-id edge --expires 90d'
    const { code, stdout, stderr } = await keyturn(line)
    expect({ code, stdout }).toEqual({ code: 0, stdout: 'sender-key-id\n' })
    expect(stderr).toContain('Made the service ID edge')
    expect((await keyturn('service-id list')).stdout).toContain('ServiceId-1')
  })

  test('an owner is named by the name of a service ID that has no key yet', async () => {
    const { core, keyturn } = session()
    core.accountList = [anAccount({ provider: 'ibm-cloud', name: 'ibm' })]
    core.capture.create = async (request) => {
      core.lastRequests.create = request
      return { ok: false, failure: { code: 'refused', message: 'Enough seen.', hint: '' } }
    }
    const options = core.keys.createOptions
    core.keys.createOptions = (id) => {
      const given = options(id)
      const other = { id: 'iam-ServiceId-9', name: 'old', types: ['service-id'] as const }
      return given.ok ? { ok: true, value: { ...given.value, members: [other] } } : given
    }
    for (const owner of ['edge', 'ServiceId-1', 'iam-ServiceId-1']) {
      await keyturn(`key create k --type service-id --owner ${owner}`)
      expect(core.lastRequests.create?.ownerId).toBe('iam-ServiceId-1')
    }
    await keyturn('key create k --type service-id --owner old')
    expect(core.lastRequests.create?.ownerId).toBe('old')
  })

  test.each([
    '--type service-id --owner ServiceId-1',
    '--type service-id --preset SendData',
    '--type service-id --permission a:B',
    '--type service-id --readable',
    '--type user',
  ])('one with its key and %s is refused: the key would not be so', async (options) => {
    const { keyturn } = session()
    const { code, stdout } = await keyturn(`key create edge-key --new-service-id edge ${options}`)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
  })

  test('the right to send for whose key it is takes consent', async () => {
    const { core, keyturn } = session()
    expect((await keyturn(`key let-send ${id}`)).code).toBe(4)
    expect((await keyturn(`key let-send ${id}`, typing('n'))).stdout).toBe('')
    expect(core.asked).not.toContain('setups.letOwnerSend')
    expect((await keyturn(`key let-send ${id} --yes`)).stdout).toBe('The user ops may send now.\n')
  })

  test('what stopped half-way says what it made, and is resumed or cleaned up', async () => {
    const { core, keyturn } = session()
    core.setups.stops = true
    const line = 'key create edge-key --type service-id --new-service-id edge --json'
    const stopped = await keyturn(line)
    expect(stopped.code).toBe(5)
    const { message, hint } = failureOf(stopped.stderr)
    expect(message).toContain('Made so far: the service ID edge.')
    const [open] = core.setups.stopped
    expect(hint).toContain(`keyturn service-id clean-up ${open?.id}`)
    expect((await keyturn('service-id setups')).stdout).toContain('made the service ID edge')
    expect((await keyturn(`service-id clean-up ${open?.id}`)).code).toBe(4)
    expect((await keyturn(`service-id clean-up ${open?.id} --yes`)).code).toBe(0)
    expect((await keyturn('service-id resume nothing')).code).toBe(3)
  })
})
