// Looks at the window on the fake: a picture and an axe run per scene, theme and width.
// node test/renderer/look.mjs [OUT] after `vite build --config test/renderer/vite.config.ts`

import { mkdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { chromium } from 'playwright-core'
import { serve } from './serve.mjs'

const out = process.argv[2] ?? '.cache/look'
const only = process.argv[3]
mkdirSync(out, { recursive: true })
const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const { base, stop } = await serve()

const openMenu = async (page) => {
  if (page.viewportSize().width < 640) await page.getByRole('button', { name: 'Menu', exact: true }).click()
}
const key = (name) => async (page) => {
  await openMenu(page)
  await page.getByRole('navigation').getByRole('button', { name: 'All keys' }).click()
  await page.getByRole('searchbox').fill(name)
  await page.getByRole('row').getByText(name, { exact: true }).click()
  await page.getByRole('heading', { name }).waitFor()
}
const press = (keys) => async (page) => {
  await page.keyboard.press(keys)
  await page.waitForTimeout(250)
}
const nav = (name) => async (page) => {
  await openMenu(page)
  await page.getByRole('navigation').getByRole('button', { name }).first().click()
  await page.waitForTimeout(120)
}
const then =
  (...steps) =>
  async (page) => {
    for (const step of steps) await step(page)
  }
const menuItem = (name) => async (page) => {
  await page.getByRole('button', { name: 'More' }).click()
  await page.getByRole('menuitem', { name }).click()
  await page.waitForTimeout(300)
}

const click = (name) => async (page) => {
  await page.getByRole('button', { name, exact: true }).click()
  await page.waitForTimeout(400)
}
const wantFor = (name) => then(key(name), press('u'), async (page) => page.getByRole('listbox').waitFor())
const plan = then(wantFor('edge-eu2-otel'), click('Choose files…'))
const receipt = then(plan, click('Apply all'), async (page) => {
  await page.getByRole('button', { name: 'Done' }).waitFor()
})
const check = (file) => async (page) => {
  await page.getByRole('button', { name: new RegExp(`^Check with .*${file}`) }).click()
  await page.getByText(/^Check (passed|failed):/).waitFor()
}

const rotation = then(nav('Rotations'), async (page) => {
  await page.getByRole('list').getByRole('button', { name: 'edge-eu2-otel' }).first().click()
  await page.getByRole('heading', { name: 'Rotation of edge-eu2-otel' }).waitFor()
  await page.waitForTimeout(200)
})
const rotationPlan = then(key('edge-eu2-otel'), press('r'), async (page) => {
  await page.getByRole('button', { name: 'Rotate now' }).waitFor()
  await page.waitForTimeout(200)
})
const reminders = then(nav('Settings'), async (page) => {
  await page.getByRole('heading', { name: 'Reminders' }).evaluate((heading) => heading.scrollIntoView())
})
const acme = '00000000-0000-4000-8000-000000000001'
const radio = (name) => async (page) => {
  await page.getByRole('radio', { name }).check()
  await page.waitForTimeout(150)
}
const fold = (name) => async (page) => {
  await page.locator('summary').filter({ hasText: name }).first().click()
  await page.waitForTimeout(150)
}
const addAccount = (vendor) => then(nav('Add an account'), radio(vendor))
const newKey = (account) =>
  then(nav('All keys'), async (page) => {
    await page.keyboard.press('Control+k')
    await page.keyboard.type(`New key in ${account}`)
    await page.keyboard.press('Enter')
    await page.getByRole('dialog', { name: 'New key' }).waitFor()
    await page.waitForTimeout(250)
  })
const setup = then(nav('Overview'), async (page) => {
  await page.getByRole('button', { name: /^Resolve… .The setup of/ }).click()
  await page.waitForTimeout(250)
})
const facts = async (page) => page.getByText('Policy', { exact: true }).first().scrollIntoViewIfNeeded()

const pick = (label, text) => async (page) => {
  const field = page.getByRole('combobox', { name: label, exact: true })
  await field.fill(text)
  await field.press('ArrowDown')
  await field.press('Enter')
  await page.waitForTimeout(120)
}
const choose = (label, option) => async (page) => {
  await page.getByRole('combobox', { name: label }).click()
  await page.getByRole('option', { name: option }).click()
  await page.waitForTimeout(150)
}
const rights = (name) => then(key(name), menuItem('Permissions…'))
const policyOf = then(key('edge-eu2-otel'), menuItem('Access policy…'))
const mark =
  (...names) =>
  async (page) => {
    await openMenu(page)
    await page.getByRole('navigation').getByRole('button', { name: 'All keys' }).click()
    for (const name of names) await page.getByRole('checkbox', { name: `Mark ${name}`, exact: true }).click()
    await page.waitForTimeout(150)
  }
const three = mark('archive-query', 'alerts-as-code', 'Default')
const verified = then(key('edge-eu2-otel'), menuItem('Verify…'), click('Verify'))
const scrollTo = (text) => async (page) => page.getByText(text).first().scrollIntoViewIfNeeded()

const wide = [1280, 800]
// A window of 1280 px at 200 %.
const zoomed = [640, 400]
const all = [wide, [900, 700], [640, 700], [320, 640], zoomed]
const shots = [
  { name: 'overview', sizes: [wide, [900, 700], [640, 700], [320, 640]] },
  { name: 'stuck', scene: 'stuck', sizes: [wide, [320, 640]] },
  { name: 'overview-calm', scene: 'calm', sizes: [wide] },
  { name: 'keys', go: key('edge-eu2-otel'), sizes: [wide, [900, 700], [640, 700], [320, 640]] },
  {
    name: 'list',
    go: nav('All keys'),
    sizes: [
      [640, 700],
      [320, 640],
    ],
  },
  { name: 'not-held', go: key('payments-logstash'), sizes: [wide] },
  { name: 'offline', scene: 'offline', go: nav('All keys'), sizes: [wide] },
  { name: 'locked', scene: 'locked', go: key('edge-eu2-otel'), sizes: [wide] },
  { name: 'no-match', go: then(press('/'), async (page) => page.keyboard.type('zzz')), sizes: [wide] },
  { name: 'many', scene: 'many', go: nav('All keys'), sizes: [wide] },
  { name: 'overview-reminders', scene: 'reminders', sizes: [wide, [640, 700], zoomed] },
  { name: 'overview-rotating', scene: 'rotation-watching', sizes: [wide] },
  { name: 'due-table', scene: 'reminders', go: click('Show as a table'), sizes: [wide, [640, 700]] },
  {
    name: 'snooze',
    scene: 'reminders',
    go: async (page) => {
      await page.getByRole('button', { name: 'Snooze prom-agent' }).first().click()
      await page.waitForTimeout(250)
    },
    sizes: [wide, [640, 700]],
  },
  {
    name: 'snoozed',
    scene: 'reminders',
    go: async (page) => {
      await page.getByRole('button', { name: 'Snooze prom-agent' }).first().click()
      await page.getByRole('menuitem', { name: '1 week' }).click()
      await page.waitForTimeout(300)
    },
    sizes: [wide, [640, 700]],
  },
  { name: 'key-snoozed', go: then(key('payments-logstash'), facts), sizes: [wide, [640, 700]] },
  { name: 'inbox-due', scene: 'reminders', go: nav('Inbox'), sizes: [wide, [640, 700]] },
  { name: 'inbox-tested', go: then(nav('Inbox'), click('Test it')), sizes: [wide, [640, 700]] },
  { name: 'inbox-off', scene: 'no-notifications', go: nav('Inbox'), sizes: [wide] },
  { name: 'inbox-rotation', scene: 'rotation-confirm', go: nav('Inbox'), sizes: [wide] },
  { name: 'reminders', scene: 'reminders', go: reminders, sizes: [[1280, 1500], [640, 1700], zoomed] },
  { name: 'reminders-off', go: reminders, sizes: [wide] },
  { name: 'reminders-paused', scene: 'paused', go: reminders, sizes: [wide] },
  { name: 'reminders-tested', go: then(reminders, click('Send a test')), sizes: [[1280, 1500]] },
  {
    name: 'window-form',
    scene: 'reminders',
    go: then(reminders, click('Add a window'), click('Save')),
    sizes: [
      [1280, 1700],
      [640, 1900],
    ],
  },
  { name: 'pause-date', go: then(reminders, click('Pause until a date'), click('Pause')), sizes: [wide] },
  {
    name: 'add-policy',
    scene: 'reminders',
    go: then(nav('Settings'), click('Add a policy')),
    sizes: [
      [1280, 1300],
      [640, 1300],
    ],
  },
  { name: 'inbox', go: nav('Inbox'), sizes: [wide, [320, 640]] },
  {
    name: 'settings',
    go: then(nav('Settings'), async (page) => {
      await page.getByRole('button', { name: 'Run the checks' }).click()
      await page.waitForTimeout(900)
    }),
    sizes: [wide, [320, 640]],
  },
  { name: 'first-run', scene: 'first-run', sizes: [wide, [320, 640]] },
  { name: 'broken', scene: 'broken', sizes: [wide] },
  { name: 'slow', scene: 'slow', sizes: [wide] },
  {
    name: 'palette',
    go: then(press('Control+k'), async (page) => page.keyboard.type('edge')),
    sizes: [wide, [320, 640]],
  },
  { name: 'shortcuts', go: press('?'), sizes: [wide] },
  {
    name: 'menu',
    go: then(key('Default'), async (page) => {
      await page.getByRole('button', { name: 'More' }).click()
      await page.waitForTimeout(250)
    }),
    sizes: [wide],
  },
  { name: 'rename', go: then(key('edge-eu2-otel'), menuItem('Rename…')), sizes: [wide] },
  { name: 'delete', go: then(key('edge-eu2-otel'), menuItem('Delete…')), sizes: [wide, [320, 640]] },
  { name: 'policy', go: then(key('edge-eu2-otel'), menuItem('Rotation policy…')), sizes: [wide] },
  { name: 'set-date', go: then(key('edge-eu2-otel'), menuItem('Set creation date…')), sizes: [wide] },
  {
    name: 'orphan',
    go: async (page) => {
      await page
        .getByRole('button', { name: /^Resolve/ })
        .first()
        .click()
      await page.waitForTimeout(300)
    },
    sizes: [wide],
  },
  {
    name: 'remove-account',
    go: then(nav('Settings'), async (page) => {
      await page.getByRole('button', { name: 'Remove acme', exact: true }).click()
      await page.waitForTimeout(300)
    }),
    sizes: [wide],
  },
  { name: 'gallery', go: wantFor('edge-eu2-otel'), sizes: all },
  {
    name: 'gallery-end',
    go: then(wantFor('edge-eu2-otel'), async (page) => {
      for (let i = 0; i < 33; i++) await page.keyboard.press('ArrowDown')
      await page.waitForTimeout(100)
    }),
    sizes: [wide, [320, 640]],
  },
  { name: 'gallery-team', go: wantFor('terraform-ci'), sizes: [wide] },
  {
    name: 'gallery-found',
    go: then(wantFor('edge-eu2-otel'), async (page) => page.keyboard.type('prom')),
    sizes: [wide],
  },
  {
    name: 'agent',
    go: then(wantFor('edge-eu2-otel'), async (page) => {
      await page.keyboard.type('open')
      await page.keyboard.press('Enter')
    }),
    sizes: [wide],
  },
  { name: 'plan', go: plan, sizes: all },
  { name: 'receipt', go: receipt, sizes: all },
  {
    name: 'checked',
    go: then(receipt, check('/etc/prometheus/prometheus.yml'), async (page) => {
      await page.getByText('Check failed:').scrollIntoViewIfNeeded()
    }),
    sizes: [wide],
  },
  {
    name: 'restored',
    go: then(receipt, click('Restore all 3 files')),
    sizes: [wide],
  },
  {
    name: 'trouble',
    script: 'trouble',
    go: then(wantFor('edge-eu2-otel'), click('Choose files…'), async (page) => {
      await page.getByRole('button', { name: 'Plan again' }).waitFor()
    }),
    sizes: [[1280, 1300], [320, 640], zoomed],
  },
  {
    name: 'apply-failed',
    script: 'apply-failed,fast',
    go: then(plan, click('Apply')),
    sizes: [wide],
  },
  { name: 'scan', go: nav('Where used'), sizes: all },
  {
    name: 'scan-problems',
    go: then(nav('Where used'), async (page) => page.getByRole('button', { name: /^Worth a look/ }).click()),
    sizes: [wide],
  },
  {
    name: 'scan-advice',
    go: then(nav('Where used'), async (page) => {
      await page.getByPlaceholder('Filter by key, file, agent').fill('laptop-cli')
      await page.getByText('Not recommended').scrollIntoViewIfNeeded()
    }),
    sizes: [wide, [320, 640]],
  },
  { name: 'scan-empty', scene: 'unscanned', go: nav('Where used'), sizes: [wide, [320, 640]] },
  { name: 'scan-running', go: then(nav('Where used'), click('Scan again')), sizes: [wide, [320, 640]] },
  {
    name: 'scan-cancelled',
    go: then(nav('Where used'), click('Scan again'), click('Cancel')),
    sizes: [wide],
  },
  { name: 'scan-locked', scene: 'locked', go: then(nav('Where used'), click('Scan again')), sizes: [wide] },
  { name: 'scan-stale', scene: 'offline', go: nav('Where used'), sizes: [wide] },
  {
    name: 'scan-long',
    scene: 'many',
    go: then(nav('Where used'), async (page) => {
      await page.getByRole('list', { name: 'Findings' }).getByRole('listitem').first().focus()
      await page.keyboard.press('End')
      await page.waitForTimeout(300)
    }),
    sizes: [wide],
  },
  { name: 'used', go: key('terraform-ci'), sizes: [wide] },
  { name: 'used-none', scene: 'unscanned', go: key('mobile-rum'), sizes: [wide] },
  {
    name: 'used-disabled',
    go: then(nav('Where used'), async (page) => page.getByRole('button', { name: 'edge-eu1-otel' }).click()),
    sizes: [wide],
  },
  ...['running', 'watching', 'soak', 'grace', 'override', 'stuck', 'interrupted', 'undoing', 'undone'].map(
    (name) => ({ name: `rotation-${name}`, scene: `rotation-${name}`, go: rotation, sizes: [wide] }),
  ),
  ...['confirm', 'failed', 'failed-soak', 'done', 'leaked'].map((name) => ({
    name: `rotation-${name}`,
    scene: `rotation-${name}`,
    go: rotation,
    sizes: [[1280, 1100], [320, 640], zoomed],
  })),
  {
    name: 'rotation-hashes',
    scene: 'rotation-soak',
    go: then(rotation, async (page) => page.getByText('with the SHA-256 before and after').click()),
    sizes: [
      [1280, 1100],
      [320, 640],
    ],
  },
  {
    name: 'rotation-undo',
    scene: 'rotation-soak',
    go: then(rotation, click('Undo…')),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'rotation-cut-anyway',
    scene: 'rotation-confirm',
    go: then(rotation, click('Cut anyway…')),
    sizes: [wide, [320, 640]],
  },
  { name: 'rotation-plan', go: rotationPlan, sizes: [[1280, 1300], [900, 700], [320, 640], zoomed] },
  { name: 'rotation-refused', scene: 'rotation-refused', go: rotationPlan, sizes: [[1280, 1300]] },
  { name: 'rotation-no-use', scene: 'rotation-no-use', go: rotationPlan, sizes: [wide] },
  { name: 'rotation-word', scene: 'rotation-word', go: rotationPlan, sizes: [[1280, 1300]] },
  {
    name: 'rotation-rehearsed',
    go: then(rotationPlan, click('Rehearse'), async (page) => {
      await page.getByText('steps of the rehearsal').click()
    }),
    sizes: [[1280, 1100]],
  },
  {
    name: 'leaked',
    go: then(key('edge-eu2-otel'), menuItem('This key leaked…')),
    sizes: [wide, [320, 640]],
  },
  { name: 'rotations', scene: 'rotation-bulk', go: nav('Rotations'), sizes: [wide, [320, 640]] },
  { name: 'rotations-stopped', scene: 'rotation-bulk-stopped', go: nav('Rotations'), sizes: [wide] },
  { name: 'rotations-none', go: nav('Rotations'), sizes: [wide] },
  {
    name: 'rotate-all',
    go: then(nav('Rotations'), click('Rotate all due…')),
    sizes: [wide, [320, 640]],
  },
  { name: 'rotation-overview', scene: 'rotation-bulk-stopped', sizes: [[1280, 1000]] },
  { name: 'rotation-key', scene: 'rotation-confirm', go: key('edge-eu2-otel'), sizes: [wide, [320, 640]] },
  {
    name: 'targets',
    scene: 'rotation-soak',
    go: then(nav('Settings'), async (page) => {
      await page.getByRole('heading', { name: 'Agent targets' }).scrollIntoViewIfNeeded()
    }),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'agent-target',
    go: then(nav('Settings'), click('Add an agent target'), async (page) => {
      await page.getByRole('radio', { name: 'On another host' }).check()
      await page.getByRole('button', { name: 'Add', exact: true }).click()
      await page.waitForTimeout(150)
    }),
    sizes: [
      [1280, 900],
      [320, 640],
    ],
  },
  { name: 'rights', script: 'care', go: rights('terraform-ci'), sizes: [[1280, 1100], ...all] },
  {
    name: 'rights-changed',
    script: 'care,strange',
    go: then(
      rights('terraform-ci'),
      pick('Presets', 'Grafana'),
      pick('Permissions', 'alerts:Manage'),
      async (page) => {
        await page.getByRole('button', { name: 'Remove APIKeys' }).click()
        await page.getByText('Will be removed').first().scrollIntoViewIfNeeded()
      },
    ),
    sizes: [[1280, 1300], [320, 640], zoomed],
  },
  {
    name: 'rights-empty',
    script: 'care',
    go: then(rights('incident-bot'), click('Remove Alerts'), click('Save')),
    sizes: [[1280, 1100]],
  },
  {
    name: 'rights-failed',
    script: 'care,no-save',
    go: then(rights('incident-bot'), pick('Presets', 'Grafana'), click('Save')),
    sizes: [wide],
  },
  { name: 'rights-refused', script: 'care', go: rights('Logs query key'), sizes: [wide, [320, 640]] },
  { name: 'rights-record', script: 'care,record', go: rights('edge-eu2-otel'), sizes: [wide] },
  { name: 'access', script: 'care', go: policyOf, sizes: all },
  {
    name: 'access-itself',
    script: 'care,kept',
    go: then(
      policyOf,
      pick('Add a group', 'payments'),
      async (page) => page.getByRole('checkbox', { name: 'Policy permissions' }).check(),
      choose('Access of everybody else to the policy', 'No access'),
    ),
    sizes: [[1280, 1200], [640, 700], [320, 900], zoomed],
  },
  {
    name: 'access-open',
    script: 'care',
    go: then(policyOf, async (page) => {
      await page.getByRole('combobox', { name: 'Access of contractors to the key' }).click()
      await page.waitForTimeout(150)
    }),
    sizes: [wide],
  },
  {
    name: 'access-problems',
    script: 'care,no-groups',
    go: then(policyOf, choose('Access of Group 1204 to the key', 'Default'), click('Save')),
    sizes: [
      [1280, 1000],
      [320, 900],
    ],
  },
  {
    name: 'access-typed',
    script: 'care,no-groups,no-policy',
    go: then(policyOf, click('Add')),
    sizes: [wide, [320, 640]],
  },
  { name: 'access-403', script: 'care,no-policy-rights', go: policyOf, sizes: [wide, [320, 640]] },
  {
    name: 'access-not-saved',
    script: 'care,no-save',
    go: then(policyOf, choose('Access of everybody else to the key', 'No access'), click('Save')),
    sizes: [wide],
  },
  {
    name: 'access-reset',
    script: 'care,kept',
    go: then(policyOf, click('Reset…')),
    sizes: [wide, [320, 640]],
  },
  { name: 'access-slow', script: 'care,slow', go: policyOf, sizes: [wide] },
  {
    name: 'key-ibm',
    script: 'care,ibm',
    go: key('edge-eu2-otel'),
    sizes: [
      [1280, 1300],
      [900, 700],
      [320, 640],
    ],
  },
  {
    name: 'key-ibm-history',
    script: 'care,ibm',
    go: then(key('edge-eu2-otel'), click('Show the vendor’s history'), scrollTo('Description changed')),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'key-ibm-history-failed',
    script: 'care,ibm,history-failed',
    go: then(key('edge-eu2-otel'), click('Show the vendor’s history'), scrollTo('The vendor answered 503')),
    sizes: [wide],
  },
  {
    name: 'menu-ibm',
    script: 'care,ibm',
    go: then(key('edge-eu2-otel'), async (page) => {
      await page.getByRole('button', { name: 'More' }).click()
      await page.waitForTimeout(250)
    }),
    sizes: [wide, zoomed],
  },
  {
    name: 'describe',
    script: 'care,ibm',
    go: then(key('edge-eu2-otel'), click('Edit the description')),
    sizes: [wide],
  },
  {
    name: 'key-record',
    script: 'care,record',
    go: key('edge-eu2-otel'),
    sizes: [
      [1280, 1100],
      [320, 640],
    ],
  },
  { name: 'key-legacy', script: 'care', go: key('Logs query key'), sizes: [wide, [320, 640]] },
  {
    name: 'verify',
    script: 'care,record',
    go: then(key('edge-eu2-otel'), menuItem('Verify…')),
    sizes: [wide, [320, 640], zoomed],
  },
  { name: 'verified', script: 'care', go: verified, sizes: [wide, [320, 640]] },
  { name: 'verify-rejected', script: 'care,verify-rejected', go: verified, sizes: [wide] },
  { name: 'marked', script: 'care', go: three, sizes: all },
  { name: 'bulk-plan', script: 'care', go: then(three, click('Disable…')), sizes: [wide, [320, 640]] },
  {
    name: 'bulk-delete',
    script: 'care',
    go: then(three, click('Delete…')),
    sizes: [[1280, 900], [320, 640], zoomed],
  },
  {
    name: 'bulk-running',
    script: 'care,bulk-slow',
    go: then(three, click('Disable…'), click('Disable 3 keys')),
    sizes: [wide],
  },
  {
    name: 'bulk-report',
    script: 'care,bulk-failed',
    go: then(three, click('Disable…'), click('Disable 3 keys'), async (page) => {
      await page.getByRole('button', { name: 'Done' }).waitFor()
    }),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'rotation-at-vendor',
    scene: 'rotation-confirm',
    script: 'care,record,at-vendor',
    go: rotation,
    sizes: [wide, [320, 640]],
  },
  { name: 'rotation-record', script: 'care,record', go: rotationPlan, sizes: [wide] },
  { name: 'vendors-overview', scene: 'vendors', sizes: [wide, [320, 640]] },
  { name: 'vendors-list', scene: 'vendors', go: nav('All keys'), sizes: all },
  {
    name: 'vendors-ibm',
    scene: 'vendors',
    go: then(nav('ibm-prod'), async (page) => page.getByRole('checkbox', { name: /^Show disabled/ }).check()),
    sizes: [wide, [320, 640]],
  },
  { name: 'vendors-record', scene: 'vendors', go: nav('acme-metrics'), sizes: [wide, [320, 640]] },
  {
    name: 'vendors-accounts',
    scene: 'vendors',
    go: nav('Settings'),
    sizes: [[1280, 1500], [320, 640], zoomed],
  },
  {
    name: 'vendors-rights',
    scene: 'vendors',
    go: then(nav('Settings'), async (page) => {
      const card = page.getByRole('listitem', { name: 'ibm-prod' })
      await card.locator('summary').filter({ hasText: 'Rights' }).click()
      await card.scrollIntoViewIfNeeded()
      await page.waitForTimeout(150)
    }),
    sizes: [[1280, 1200], [320, 640], zoomed],
  },
  {
    name: 'vendors-policy',
    scene: 'vendors',
    go: then(nav('Settings'), click('Add a policy')),
    sizes: [
      [1280, 1300],
      [640, 1300],
    ],
  },
  {
    name: 'vendors-palette',
    scene: 'vendors',
    go: then(press('Control+k'), async (page) => page.keyboard.type('ibm')),
    sizes: [wide],
  },
  { name: 'add-account', go: nav('Add an account'), sizes: [wide, [320, 640]] },
  { name: 'add-coralogix', go: addAccount('Coralogix'), sizes: [[1280, 900], [320, 640], zoomed] },
  {
    name: 'add-advanced',
    go: then(addAccount('Coralogix'), fold('Advanced'), click('Check and add')),
    sizes: [
      [1280, 1100],
      [320, 640],
    ],
  },
  { name: 'add-ibm', go: addAccount('IBM Cloud'), sizes: [[1280, 900]] },
  { name: 'add-record', go: addAccount('Aggregations.io'), sizes: [[1280, 900]] },
  {
    name: 'add-sandbox',
    go: then(addAccount('IBM Cloud'), radio('Sandbox: try it without an account')),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'new-key-groups',
    scene: 'vendors',
    go: then(newKey('acme'), fold('Advanced')),
    sizes: [
      [1280, 1200],
      [320, 640],
    ],
  },
  {
    name: 'new-key-ibm',
    scene: 'vendors',
    go: then(newKey('ibm-prod'), click('Create and store')),
    sizes: [[1280, 900], [320, 640], zoomed],
  },
  {
    name: 'new-key-replaces',
    script: 'fast',
    dialog: {
      ...{ name: 'create-key', replaces: { accountId: acme, keyId: 'acme-0027' } },
      prefill: { name: 'alerts-2', type: 'team', presets: [], permissions: ['alerts:ReadConfig'] },
    },
    go: then(click('Create and store'), async (page) => {
      await page.getByRole('button', { name: 'Plan the rotation…' }).waitFor()
    }),
    sizes: [wide, [320, 640]],
  },
  { name: 'record-1', scene: 'vendors', go: newKey('acme-metrics'), sizes: [wide, [320, 640], zoomed] },
  {
    name: 'record-2',
    scene: 'vendors',
    go: then(newKey('acme-metrics'), click('It is made'), click('Record it')),
    sizes: [wide, [320, 640], zoomed],
  },
  {
    name: 'record-3',
    scene: 'vendors',
    go: then(newKey('acme-metrics'), click('It is made'), async (page) => {
      await page.getByLabel('Name').fill('events-edge')
      await page.getByRole('button', { name: 'Record it' }).click()
      await page.waitForTimeout(250)
    }),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'record-stored',
    scene: 'vendors',
    go: then(
      newKey('acme-metrics'),
      click('It is made'),
      async (page) => {
        await page.getByLabel('Name').fill('events-edge')
        await page.getByRole('button', { name: 'Record it' }).click()
        await page.waitForTimeout(250)
      },
      click('Choose a file…'),
      click('Store'),
      click('Delete the downloaded file'),
      click('Verify the value'),
      async (page) => page.waitForTimeout(500),
    ),
    sizes: [wide],
  },
  { name: 'setup-stopped', scene: 'vendors', go: setup, sizes: [wide, [320, 640], zoomed] },
  {
    name: 'setup-form',
    scene: 'vendors',
    go: then(nav('Settings'), click('New service ID with the right to send in ibm-prod'), click('Set it up')),
    sizes: [wide, [320, 640]],
  },
  {
    name: 'setup-done',
    scene: 'vendors',
    go: then(setup, click('Resume'), async (page) => {
      await page.getByRole('dialog', { name: 'edge-mad may send' }).waitFor()
    }),
    sizes: [wide],
  },
  {
    name: 'setup-running',
    scene: 'vendors',
    go: then(setup, click('Resume')),
    sizes: [wide],
  },
  { name: 'copied', go: then(key('edge-eu2-otel'), press('c')), sizes: [wide] },
  {
    name: 'revealed',
    go: then(key('edge-eu2-otel'), async (page) => {
      await page.getByRole('button', { name: 'Reveal' }).click()
      await page.waitForTimeout(250)
    }),
    sizes: [wide],
  },
]

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox'] })
let bad = 0
for (const colorScheme of ['light', 'dark'])
  for (const shot of shots) {
    if (only && !only.split(',').some((each) => new RegExp(`^${each}$`).test(shot.name))) continue
    for (const [width, height] of shot.sizes) {
      const context = await browser.newContext({
        colorScheme,
        viewport: { width, height },
        reducedMotion: 'reduce',
      })
      const page = await context.newPage()
      page.setDefaultTimeout(4000)
      const name = `${shot.name}-${width}x${height}-${colorScheme}`
      let looking = true
      page.on('console', (message) => {
        // axe brings its own script and meets the policy with it; the window itself must not.
        if (!looking) return
        if (message.type() === 'error' || message.type() === 'warning') console.log(name, message.text())
      })
      page.on('pageerror', (error) => console.log(name, 'page error', error.message))
      try {
        const address = shot.script
          ? `${base.replace('preview', 'flows')}?script=${shot.script}&`
          : `${base}?`
        const dialog = shot.dialog ? `dialog=${encodeURIComponent(JSON.stringify(shot.dialog))}&` : ''
        await page.goto(`${address}${dialog}scene=${shot.scene ?? 'usual'}`)
        await page.waitForTimeout(shot.scene === 'slow' ? 700 : 350)
        await shot.go?.(page)
        await page.waitForTimeout(150)
        await page.screenshot({ path: `${out}/${name}.png` })
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        if (overflow > 0) console.log(name, `is ${overflow} px too wide`)
        looking = false
        await page.evaluate(axeSource)
        const { violations } = await page.evaluate(() => globalThis.axe.run())
        for (const { id, help, nodes } of violations) {
          bad++
          console.log(name, id, help)
          for (const node of nodes.slice(0, 3))
            console.log('   ', node.target.join(' '), node.any[0]?.message ?? '')
        }
      } catch (error) {
        bad++
        console.log(name, error.message.split('\n')[0])
        await page.screenshot({ path: `${out}/${name}-failed.png` })
      }
      await context.close()
    }
  }
await browser.close()
stop()
console.log(bad === 0 ? 'axe: 0 violations' : `${bad} problems`)
