import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fail } from '../../../shared/errors.ts'
import { rotationList, rotationShape, targetList } from '../../cli/contract.ts'
import { aKey } from '../../fakes/cli-samples.ts'
import { session } from './session.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(`${tmpdir()}/keyturn-`)
  writeFileSync(`${folder}/prometheus.yml`, '')
})
afterAll(() => rmSync(folder, { recursive: true }))

describe('rotations', () => {
  test('are listed, those that have not ended first; old ended ones only with --all', async () => {
    const { core, keyturn } = session()
    const none = await keyturn('rotation list')
    expect(none).toMatchObject({ code: 0, stdout: '', stderr: 'There is no rotation yet.\n' })
    await keyturn('rotate edge-otel --yes')
    await keyturn('rotate --undo r-1')
    await keyturn('rotate edge-otel --yes')
    const people = await keyturn('rotation list')
    expect(people.stdout.split('\n').map((line) => line.split(/ {2,}/)[0])).toEqual(['ID', 'r-2', 'r-1', ''])
    const list = rotationList.parse(JSON.parse((await keyturn('rotation list --json')).stdout))
    expect(list.map(({ id, state }) => [id, state])).toEqual([
      ['r-2', 'waiting'],
      ['r-1', 'undone'],
    ])
    const later = (terminal: { now(): Date }) => {
      terminal.now = () => new Date('2027-03-01T12:00:00Z')
    }
    expect(JSON.parse((await keyturn('rotation list --json', later)).stdout)).toHaveLength(1)
    expect(JSON.parse((await keyturn('rotation list --all --json', later)).stdout)).toHaveLength(2)
    expect(core.asked.filter((name) => name === 'rotations.advance').length).toBeGreaterThan(3)
  })

  test('are shown with every step and its evidence', async () => {
    const { keyturn } = session()
    await keyturn('rotate edge-otel --yes')
    const { code, stdout } = await keyturn('rotation show edge-otel')
    expect(code).toBe(0)
    expect(stdout).toMatch(/^edge-otel of acme: waiting\nRotation r-1, begun /)
    expect(stdout).toMatch(
      /✓ Write it into the files \(done\)\n {4}\S+ {2}✓ written {8}prometheus\.yml \(1 place\)\.\n/,
    )
    expect(stdout).toContain('… Keep the old key ready (waiting)\n○ Delete the old key (open)\n')
    rotationShape.parse(JSON.parse((await keyturn('rotation show r-1 --json')).stdout))
    expect((await keyturn('rotation show nobody')).code).toBe(3)
  })

  test('have a receipt, as JSON or as a page', async () => {
    const { keyturn } = session()
    await keyturn('rotate edge-otel --yes')
    for (const line of ['rotation receipt r-1', 'rotation receipt edge-otel --json'])
      expect(JSON.parse((await keyturn(line)).stdout)).toEqual({ id: 'r-1', state: 'waiting' })
    expect((await keyturn('rotation receipt r-1 --html')).stdout).toBe(
      '<!doctype html><title>edge-otel</title>\n',
    )
    expect((await keyturn('rotation receipt r-1 --html --json')).code).toBe(2)
    expect((await keyturn('rotation receipt nobody')).code).toBe(3)
  })
})

describe('targets', () => {
  test('are added, listed and removed', async () => {
    const { keyturn } = session()
    const file = `${folder}/prometheus.yml`
    expect((await keyturn('target list')).stderr).toBe(
      'There is no target yet. Add one with keyturn target add.\n',
    )
    const words = [
      'target',
      'add',
      file,
      '--control-url',
      'http://127.0.0.1:9090',
      '--reload-command',
      'kill -HUP 1',
    ]
    const added = await keyturn(words)
    expect(added).toMatchObject({ code: 0, stderr: '' })
    expect(added.stdout).toBe(
      `${file.slice(1)} is a target: prometheus, reloaded by kill -HUP 1, asked at http://127.0.0.1:9090.\n`,
    )
    const other = await keyturn('target add /etc/otel/config.yaml --host gw-1 --key edge-otel')
    expect(other.stdout).toBe(
      '/etc/otel/config.yaml on gw-1 is a target: an agent, changed and reloaded by you.\n',
    )
    expect(targetList.parse(JSON.parse((await keyturn('target list --json')).stdout))).toMatchObject([
      { file, host: null, agent: 'prometheus', key: null, reloadCommand: 'kill -HUP 1' },
      { file: '/etc/otel/config.yaml', host: 'gw-1', agent: null, key: aKey().id, controlUrl: null },
    ])
    expect((await keyturn('target list')).stdout).toContain('gw-1')
    // Its key is in a cluster: only the user can say which one it is.
    const outside = await keyturn(['target', 'add', file, '--key', 'edge-otel', '--json'])
    expect(JSON.parse(outside.stdout)).toMatchObject({ file, host: null, key: aKey().id })
    const removed = await keyturn('target remove prometheus.yml', (terminal) => {
      terminal.cwd = folder
    })
    expect(removed).toMatchObject({
      code: 0,
      stdout: 'prometheus.yml is no target any more. The file was not changed.\n',
    })
    expect((await keyturn('target remove /etc/otel/config.yaml')).code).toBe(3)
    expect((await keyturn('target remove /etc/otel/config.yaml --host gw-1 --json')).code).toBe(0)
    expect(JSON.parse((await keyturn('target list --json')).stdout)).toEqual([])
  })

  test('say what was wrong with what was typed', async () => {
    const { core, keyturn } = session()
    const file = `${folder}/prometheus.yml`
    const url = await keyturn(['target', 'add', file, '--control-url', 'ftp://x'])
    expect(url.code).toBe(2)
    expect(url.stderr).toContain('ftp://x is not an http or https address.')
    expect((await keyturn(['target', 'add', file, '--reload-command', ' '])).code).toBe(2)
    expect((await keyturn(['target', 'add', `${folder}/none.yml`])).code).toBe(3)
    const refused = fail('file-no-place', 'It carries no key.', 'Name another.')
    if (!refused.ok) core.failing.set('targets.add', refused.failure)
    expect((await keyturn(['target', 'add', file])).code).toBe(4)
  })
})
