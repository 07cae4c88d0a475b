import { fail, ok } from '../../../shared/errors.ts'
import type { Snapshot } from '../../../shared/model.ts'
import type { Desktop } from '../desktop.ts'
import { consolePage, documentationPage } from '../external-links.ts'
import type { HandlersOf } from '../ipc.ts'

/** The app as a whole: everything at the start, preferences, pages in the browser. */
export const appHandlers = (desktop: Desktop): HandlersOf<'app'> => ({
  'app.snapshot': async () => ok(await snapshot(desktop)),

  'app.setPreferences': async (preferences) => {
    const { startAtLogin } = preferences
    if (startAtLogin !== desktop.preferences.get().startAtLogin) {
      const set = await desktop.startAtLogin.set(startAtLogin)
      if (!set.ok) return set
    }
    desktop.preferences.set(preferences)
    return ok(preferences)
  },

  'app.open': async (target) => {
    const { core } = desktop
    const url =
      target.kind === 'console'
        ? consolePage(
            core.accounts.report(target.accountId),
            target.page,
            core.accounts.list().find(({ id }) => id === target.accountId),
          )
        : (await core.injection.agents())
            .filter((agent) => agent.id === target.agentId)
            .map(documentationPage)[0]
    if (url === undefined) return fail('not-found', 'There is nothing to open: it is not here any more.')
    if (url === null)
      return fail('refused', 'The address is not one of the vendor’s own, so it was not opened.')
    await desktop.openInBrowser(url)
    return ok(undefined)
  },
})

async function snapshot(desktop: Desktop): Promise<Omit<Snapshot, 'keys' | 'due'>> {
  const { core } = desktop
  return {
    version: desktop.version,
    accounts: core.accounts.list(),
    intents: core.capture.open(),
    vault: core.vault.status(),
    inbox: core.inbox.list(),
    policies: core.reminders.policies(),
    reminders: core.reminders.settings(),
    rotations: core.rotations.list(),
    bulk: core.rotations.bulk(),
    targets: core.targets.list(),
    setups: core.setups.open(),
    clipboard: desktop.clipboard.status(),
    preferences: desktop.preferences.get(),
    desktop: await desktop.facts(),
  }
}
