import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { expectNoFindings } from './axe.ts'
import { ByKeyboard } from './by-keyboard.ts'
import { addAccount, CoralogixScene } from './coralogix-scene.ts'
import { attend, Desk } from './desk.ts'
import { choose, stands, step } from './rotation-scene.ts'
import { keyturn } from './terminal-door.ts'

/* Everything that Coralogix has for keys, as an engineer uses it: over gRPC, over REST, and what only there exists. */

let scene: CoralogixScene
let desk: Desk

beforeAll(async () => {
  scene = await CoralogixScene.set()
  desk = await Desk.open({ home: scene.home })
  await desk.page.emulateMedia({ reducedMotion: 'reduce' })
})

afterAll(async () => {
  try {
    await desk?.leave()
  } finally {
    await scene?.clear()
  }
})

beforeEach((test) => attend(test, 'coralogix-keys', () => desk))

const keys = new ByKeyboard(() => desk)
const bar = () => desk.page.getByRole('region', { name: 'What can be done' })
const rows = () => desk.page.getByRole('row').filter({ has: desk.page.getByRole('gridcell') })

/** The sandbox has no console: from now on it names one at the vendor, whose pages may be opened. */
function nameConsole(): void {
  const address = { field: 'team_url', text: 'https://acme-sandbox.app.eu2.coralogix.com' }
  scene.sandbox.setFault({ kind: 'planted', path: '/identity/whoami$', ...address })
}

/** Goes to the keys of one type in the account that was added last. */
async function browse(type: string): Promise<void> {
  await desk.page
    .getByRole('navigation', { name: 'Main' })
    .getByRole('button', { name: new RegExp(`^${type} ?[\\d,]`) })
    .last()
    .click()
  await desk.page.getByRole('grid', { name: type }).waitFor()
}

/** From the plan that is in sight to the cut: nobody can ask the collector, so the user says that it runs with it. */
async function rotate(name: string, file: string): Promise<void> {
  await desk.page.getByRole('heading', { name: `Rotate ${name}`, level: 1 }).waitFor()
  await desk.see(file, desk.page.getByRole('region', { name: 'What carries it' }))
  await choose(desk, 'Watch the agents for', '10 seconds')
  await desk.page.getByRole('checkbox', { name: /^Send one marked log line/ }).check()
  await desk.click('Rotate now', bar())
  await stands(desk, name, 'Needs you')
  await desk.click(/^It runs with the new key/)
  await stands(desk, name, 'Waiting')
}

describe.sequential('where there is gRPC alone', () => {
  let old: { readonly id: string; readonly value: string }
  let config: { readonly file: string; readonly original: string }
  let value = ''

  it('connects, and lists what gRPC lists', async () => {
    old = await scene.vendor.createKey('edge-2024', true)
    config = scene.collector('otel.yaml', old.value)
    // What works from here on works over gRPC.
    scene.sandbox.setFault({ kind: 'no-route', path: '/mgmt/' })
    const added = await addAccount(desk, scene, 'acme-grpc', /^gRPC only/)
    await desk.picture('coralogix-grpc-added')
    await desk.click('Show the keys', added)
    await browse('Send-Your-Data keys')
    await desk.row('edge-2024').waitFor()
    expect(await desk.row('terraform-ci').count()).toBe(0)
    await desk.picture('coralogix-grpc-keys')
  })

  it('creates a key, and catches its value', async () => {
    await desk.click('New key')
    const dialog = desk.dialog('New key')
    await dialog.getByRole('textbox', { name: 'Name' }).fill('edge-over-grpc')
    await desk.click('Create and store', dialog)
    const created = desk.dialog('edge-over-grpc is created')
    await desk.see('Stored in the keychain and read back.', created)
    expect(scene.kept('edge-over-grpc')).toMatchObject({ hashed: true, active: true, presets: ['SendData'] })
    await desk.click('Done', created)
    await desk.see('Value held', await desk.keyPane('edge-over-grpc'))
  })

  it('puts it into a collector’s config, where it is taken', async () => {
    await desk.answerFileDialogs([config.file])
    await desk.click('Use in…', await desk.keyPane('edge-over-grpc'))
    const dialog = desk.dialog('Use edge-over-grpc in a config')
    await desk.click('Choose files…', dialog)
    await dialog.getByRole('region', { name: `Changes in ${config.file}` }).waitFor()
    await desk.click('Apply', dialog)
    await desk.click('Done', desk.dialog('edge-over-grpc is in 1 file'))
    value = scene.valueIn(config.file)
    expect(readFileSync(config.file, 'utf8')).toBe(config.original.replace(old.value, value))
    expect(await scene.takes(value)).toBe(true)
  })

  it('rotates it: a new key, written, proven, and the old one cut', async () => {
    await desk.click('Rotate…', await desk.keyPane('edge-over-grpc'))
    await rotate('edge-over-grpc', config.file)
    const fresh = scene.valueIn(config.file)
    expect(fresh).not.toBe(value)
    expect([await scene.takes(fresh), await scene.takes(value)]).toEqual([true, false])
    expect(scene.named('edge-over-grpc')).toMatchObject([{ active: true }, { active: false }])
    await step(desk, 'edge-over-grpc', 'Make the new key').waitFor()
    await desk.picture('coralogix-grpc-rotated')
  })
})

describe.sequential('where REST lacks its routes, and later has them', () => {
  it('connects all the same, by gRPC', async () => {
    nameConsole()
    await desk.goTo('Settings')
    const added = await addAccount(desk, scene, 'acme', /^Automatic/)
    await desk.click('Show the keys', added)
    await browse('Send-Your-Data keys')
    await desk.row('loki-bridge').waitFor()
  })

  it('lists every type once REST has its routes', async () => {
    scene.sandbox.clearFaults()
    await scene.makeTeamKey('quantum-reader', ['Alerts'], ['quantum.telepathy:ReadData', 'slo:ReadConfig'])
    await desk.click('Sync')
    for (const [type, key] of [
      ['Team keys', 'quantum-reader'],
      ['Organisation keys', 'org-audit-export'],
      ['Legacy', 'ingest-2021'],
      ['Personal keys', 'oncall-livetail'],
    ] as const) {
      await browse(type)
      await desk.row(key).waitFor()
    }
  })

  it('says whose the members’ keys are, and when each was last activated', async () => {
    const row = desk.row('oncall-livetail')
    await desk.see('sre-oncall@example.com', row)
    await desk.see('48 d ago', row)
    await desk.picture('coralogix-members')
    await desk.page.getByRole('combobox', { name: 'Owner' }).click()
    await desk.page.getByRole('option', { name: /^platform@example.com/ }).click()
    await expect.poll(() => rows().count()).toBe(2)
    const { stdout } = await keyturn(['key', 'show', 'oncall-livetail'], { home: scene.home })
    expect(stdout).toMatch(/Owner +user sre-oncall@example.com/)
    expect(stdout).toMatch(/Last activated +\d{4}-\d\d-\d\d/)
  })

  it('offers no access policy on a Personal key', async () => {
    await desk.goTo('acme')
    await desk.openKey('oncall-livetail')
    await desk.click('More')
    await desk.page.getByRole('menuitem', { name: 'Permissions…' }).waitFor()
    expect(await desk.page.getByRole('menuitem', { name: 'Access policy…' }).count()).toBe(0)
    await keys.press('Escape')
  })
})

describe.sequential('what a Team key may do, by keyboard alone', () => {
  const dialog = () => desk.dialog('What quantum-reader may do')

  it('adds a preset, and sends nothing else', async () => {
    await desk.openKey('quantum-reader')
    await desk.chooseInMenu('Permissions…')
    await desk.see('quantum.telepathy:ReadData', dialog().getByRole('list', { name: 'Chosen permissions' }))
    // Somebody else changes it meanwhile: what is not sent stays as it is.
    await scene.grant('quantum-reader', ['quantum.telepathy:ReadData', 'slo:ReadConfig', 'livetail:Read'])
    await keys.find(/^combobox Presets/, 'dashboards')
    await desk.see('Preset Dashboards', dialog().getByRole('list', { name: 'Will be added' }))
    await expectNoFindings(desk.page)
    await desk.picture('coralogix-rights')
    await keys.tabTo(/^submit Save/)
    await keys.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    expect(scene.kept('quantum-reader')).toMatchObject({
      presets: ['Alerts', 'Dashboards'],
      permissions: ['quantum.telepathy:ReadData', 'slo:ReadConfig', 'livetail:Read'],
    })
  })

  it('takes a permission away, and keeps a name that nobody knows', async () => {
    await desk.click('Sync')
    await desk.see('livetail:Read', await desk.keyPane('quantum-reader'))
    await desk.chooseInMenu('Permissions…')
    await dialog().getByRole('combobox', { name: 'Permissions' }).waitFor()
    await keys.find(/^combobox Permissions/, 'slo:ReadConfig')
    await desk.see('slo:ReadConfig', dialog().getByRole('list', { name: 'Will be removed' }))
    await keys.tabTo(/^submit Save/)
    await keys.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    expect(scene.kept('quantum-reader')).toMatchObject({
      presets: ['Alerts', 'Dashboards'],
      permissions: ['quantum.telepathy:ReadData', 'livetail:Read'],
    })
  })
})

describe.sequential('who may see and manage a key', () => {
  const dialog = () => desk.dialog('Access policy of loki-bridge')
  const open = async () => {
    await desk.openKey('loki-bridge')
    await desk.chooseInMenu('Access policy…')
    await dialog().getByRole('combobox', { name: 'Access of everybody else to the key' }).waitFor()
  }

  it('is edited by keyboard alone: general access, a group, the policy itself', async () => {
    await open()
    await desk.see('The vendor shows no policy', dialog())
    await keys.choose(/^combobox Access of everybody else to the key/, /^Read/)
    await keys.find(/^combobox Add a group/, 'on-call')
    await keys.choose(/^combobox Access of On-call to the key/, /^Manage/)
    await keys.tabTo(/Policy permissions/)
    await keys.press('Space')
    await keys.choose(/^combobox Access of everybody else to the policy/, /^Read/)
    await keys.choose(/^combobox Access of On-call to the policy/, /^Manage/)
    await expectNoFindings(desk.page)
    await desk.picture('coralogix-policy')
    await keys.tabTo(/^submit Save/)
    await keys.press('Enter')
    await dialog().waitFor({ state: 'detached' })
    const [read, manage, readPolicy, managePolicy] = [
      'ReadConfig',
      'Manage',
      'ReadAccessPolicy',
      'UpdateAccessPolicy',
    ].map((right) => `data-ingest-api-keys:${right}`) as [string, string, string, string]
    const all = { [read]: 'grant', [manage]: 'grant', [readPolicy]: 'grant', [managePolicy]: 'grant' }
    expect(scene.policyOf('loki-bridge')).toMatchObject({
      default: { permissions: { ...all, [manage]: 'deny', [managePolicy]: 'deny' } },
      rules: [{ targets: [{ group: '8103' }], permissions: all }],
    })
  })

  it('is read from the vendor again, and reset', async () => {
    await open()
    await desk.see('Everybody with the right roles may see the key; 1 group has a rule of its own.', dialog())
    await desk.click('Reset…', dialog())
    const reset = desk.dialog('Take the access policy of loki-bridge away')
    await expect.poll(() => keys.focused()).toBe('button Keep the policy')
    await expectNoFindings(desk.page)
    await desk.picture('coralogix-policy-reset')
    await desk.click('Reset', reset)
    await reset.waitFor({ state: 'detached' })
    expect(scene.policyOf('loki-bridge')).toBeNull()
  })

  it('of a Team key shows the groups by name, and what a save keeps', async () => {
    await desk.openKey('terraform-ci')
    await desk.chooseInMenu('Access policy…')
    const team = desk.dialog('Access policy of terraform-ci')
    await desk.see('Data platform', team)
    await desk.see('Not shown here, and kept when you save', team)
    await desk.picture('coralogix-policy-team')
    await desk.click('Cancel', team)
  })

  const useAdminKey = async (value: string) => {
    await desk.goTo('Settings')
    await desk.click('Replace admin key of acme')
    const replacing = desk.dialog('Replace the admin key of acme')
    await replacing.getByLabel('New admin key').fill(value)
    await desk.click('Check and replace', replacing)
    await replacing.waitFor({ state: 'detached' })
    await desk.goTo('acme')
  }

  it('takes two permissions of its own, which are named when they are missing', async () => {
    await useAdminKey(scene.sandbox.adminKeys.noPolicies ?? '')
    await open()
    await desk.see(/it is not proven that it has data-ingest-api-keys:ReadAccessPolicy/, dialog())
    await keys.choose(/^combobox Access of everybody else to the key/, /^Read/)
    await desk.click('Save', dialog())
    await desk.see(/data-ingest-api-keys:ReadAccessPolicy/, dialog())
    await desk.see(/data-ingest-api-keys:UpdateAccessPolicy/, dialog())
    await desk.picture('coralogix-policy-403')
    await keys.press('Escape')
    await desk.click(/^Discard/)
    await dialog().waitFor({ state: 'detached' })
    expect(scene.policyOf('loki-bridge')).toBeNull()
    nameConsole()
    await useAdminKey(scene.sandbox.adminKey)
  })
})

describe.sequential('a key from before custom keys', () => {
  let config: { readonly file: string; readonly original: string }

  it('looks legacy, with its evidence, and its permissions cannot be changed', async () => {
    const { id, value } = scene.kept('ingest-2021')
    config = scene.collector('legacy.yaml', value ?? '')
    await scene.terminal(['key', 'import', id, '--account', 'acme'], value ?? '')
    await scene.terminal(['scan', config.file])
    await browse('Legacy')
    const pane = await desk.openKey('ingest-2021')
    await desk.see('Looks legacy', pane)
    await desk.see(/exactly the 4 permissions that Coralogix made of the old role Send Your Data/, pane)
    await desk.picture('coralogix-legacy')
    await desk.chooseInMenu('Permissions…')
    const refused = desk.dialog('What ingest-2021 may do')
    await desk.see('This key’s permissions cannot be changed', refused)
    await desk.click('Recreate as custom key', refused)
  })

  it('is made anew with the same permissions, straight into its rotation', async () => {
    const dialog = desk.dialog('New key in place of ingest-2021')
    await expect.poll(() => dialog.getByRole('textbox', { name: 'Name' }).inputValue()).toBe('ingest-2021')
    await desk.see('4 permissions chosen', dialog)
    await desk.picture('coralogix-recreate')
    await desk.click('Create and store', dialog)
    const created = desk.dialog('ingest-2021 is created')
    await desk.see('Stored in the keychain and read back.', created)
    const [fresh, old] = scene.named('ingest-2021')
    expect(fresh).toMatchObject({ legacy: false, presets: [], permissions: old?.permissions })
    await desk.click('Plan the rotation…', created)
    await desk.page.getByRole('heading', { name: 'Rotate ingest-2021', level: 1 }).waitFor()
    await desk.picture('coralogix-recreate-plan')
    await rotate('ingest-2021', config.file)
    const value = scene.valueIn(config.file)
    expect(value).toMatch(/^cxtp_/)
    expect([await scene.takes(value), await scene.takes(old?.value ?? '')]).toEqual([true, false])
    expect(scene.named('ingest-2021')).toMatchObject([{ active: true }, { active: false }])
  })

  it('is deleted when its grace period is over, which ends the rotation', async () => {
    await scene.terminal(['rotate', '--resume', 'ingest-2021', '--account', 'acme'], '', 15)
    await stands(desk, 'ingest-2021', 'Done')
    expect(scene.named('ingest-2021')).toMatchObject([{ legacy: false, active: true }])
    await desk.picture('coralogix-recreated')
  })
})

describe.sequential('several keys at once', () => {
  const mark = async (...names: readonly string[]) => {
    await browse('Send-Your-Data keys')
    for (const name of names)
      await desk
        .row(name)
        .getByRole('checkbox', { name: `Mark ${name}` })
        .click()
  }
  const marked = () => desk.page.getByRole('region', { name: 'Marked keys' })
  const activeOf = (...names: readonly string[]) => names.map((name) => scene.kept(name).active)
  const three = ['telegraf-racks', 'lambda-orders', 'rabbitmq-metrics'] as const

  it('are disabled, but for one that the vendor refuses, each with its own result', async () => {
    await mark(...three)
    await desk.see('3 keys marked', marked())
    await desk.picture('coralogix-marked')
    await desk.click('Disable…', marked())
    const dialog = desk.dialog('Disable 3 keys')
    await desk.see('3 keys will be disabled, one after another.', dialog)
    await desk.picture('coralogix-bulk-plan')
    // The vendor refuses the call for all of them, and then one of them alone.
    scene.sandbox.setFault({ kind: 'status', status: 400, path: '/all/status$' })
    scene.sandbox.setFault({
      kind: 'status',
      status: 403,
      path: scene.kept('rabbitmq-metrics').id,
      method: 'PUT',
    })
    await desk.click('Disable 3 keys', dialog)
    const report = desk.dialog('2 keys disabled, 1 failed')
    const refused = report.getByRole('listitem').filter({ hasText: 'rabbitmq-metrics' })
    await desk.see('Failed', refused)
    await desk.see(/data-ingest-api-keys:Manage/, refused)
    await expectNoFindings(desk.page)
    await desk.picture('coralogix-bulk-report')
    scene.sandbox.clearFaults()
    expect(activeOf(...three)).toEqual([false, false, true])
  })

  it('come back in one go', async () => {
    await desk.click('Undo: enable 2 keys…', desk.page.getByRole('dialog'))
    const dialog = desk.dialog('Enable 2 keys')
    await desk.click('Enable 2 keys', dialog)
    await desk.click('Done', desk.dialog('2 keys enabled'))
    expect(activeOf(...three)).toEqual([true, true, true])
  })

  it('are deleted only by their typed number', async () => {
    expect(await marked().count()).toBe(0)
    await mark('lambda-orders', 'ecs-checkout')
    await desk.click('Delete…', marked())
    const dialog = desk.dialog('Delete 2 keys')
    const remove = desk.button('Delete 2 keys', dialog)
    await remove.waitFor()
    expect(await remove.getAttribute('aria-disabled')).toBe('true')
    await dialog.getByRole('textbox', { name: 'Type 2 to delete 2 keys' }).fill('2')
    await desk.picture('coralogix-bulk-delete')
    await remove.click()
    await desk.click('Done', desk.dialog('2 keys deleted'))
    expect(scene.named('lambda-orders')).toEqual([])
    expect(scene.named('ecs-checkout')).toEqual([])
  })
})

describe.sequential('what only the vendor’s own pages do', () => {
  it('is one press away, in the browser', async () => {
    await desk.keyturn.app.evaluate(({ shell }) => {
      shell.openExternal = async (url) => console.log(`opened ${url}`)
    })
    await desk.openKey('loki-bridge')
    await desk.chooseInMenu('Open API keys at Coralogix')
    const page = 'https://acme-sandbox.app.eu2.coralogix.com/settings/api-keys'
    await expect.poll(() => desk.keyturn.output()).toContain(`opened ${page}\n`)
  })

  it('is explained where there is no API for it', async () => {
    await desk.goTo('Settings')
    const card = desk.page.getByRole('listitem', { name: 'acme', exact: true })
    await card.getByText('What is done at Coralogix').click()
    await desk.see('API key security settings', card)
    await desk.see(/team-api-keys-security-settings:Manage/, card)
    await expectNoFindings(desk.page)
    await card.getByText('Last use', { exact: true }).scrollIntoViewIfNeeded()
    await desk.picture('coralogix-notes')
  })
})
