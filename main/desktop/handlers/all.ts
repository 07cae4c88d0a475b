import type { Desktop } from '../desktop.ts'
import type { Handlers } from '../ipc.ts'
import { accountHandlers } from './accounts.ts'
import { agentHandlers } from './agents.ts'
import { appHandlers } from './app.ts'
import { importHandlers } from './imports.ts'
import { keyHandlers } from './keys.ts'
import { providerHandlers } from './providers.ts'
import { rotationHandlers } from './rotations.ts'
import { scanHandlers } from './scans.ts'
import { upkeepHandlers } from './upkeep.ts'

/** One handler for every call of the contract: a call without one does not compile. */
export const allHandlers = (desktop: Desktop): Handlers => ({
  ...appHandlers(desktop),
  ...accountHandlers(desktop),
  ...keyHandlers(desktop),
  ...providerHandlers(desktop),
  ...importHandlers(desktop),
  ...agentHandlers(desktop),
  ...rotationHandlers(desktop),
  ...scanHandlers(desktop),
  ...upkeepHandlers(desktop),
})
