// @ts-check
import { parseArgs } from 'node:util'
import { attend } from '../../build/processes.mjs'
import { openSession } from '../../build/session.mjs'
import { startTrayHost } from './tray.mjs'

const HELP = `Runs a command in a desktop session of its own, and leaves nothing behind.

  node test/session/session.mjs [options] -- COMMAND [ARGUMENT...]

  --keyring unlocked|locked|missing   the state of its keyring (unlocked)
  --no-notifications                  without a notification daemon
  --tray                              with a stand-in tray
  --screen WIDTHxHEIGHTxDEPTH         its display (1280x800x24)
  --deadline SECONDS                  ends the command after that time (3600)
`

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    keyring: { type: 'string', default: 'unlocked' },
    'no-notifications': { type: 'boolean', default: false },
    tray: { type: 'boolean', default: false },
    screen: { type: 'string', default: '1280x800x24' },
    deadline: { type: 'string', default: '3600' },
    help: { type: 'boolean', default: false },
  },
})
const [command, ...args] = positionals
const keyring = /** @type {const} */ (['unlocked', 'locked', 'missing']).find(
  (state) => state === values.keyring,
)
const deadline = Number(values.deadline) * 1000

if (values.help) {
  console.log(HELP)
} else if (command === undefined || keyring === undefined || !(deadline > 0)) {
  console.error(HELP)
  process.exitCode = 2
} else {
  const session = await openSession({
    keyring,
    notifications: !values['no-notifications'],
    screen: values.screen,
  })
  try {
    if (values.tray) await startTrayHost(session.env)
    process.exitCode = await attend(command, args, {
      env: session.env,
      what: command,
      deadline,
      stdio: 'inherit',
    })
  } finally {
    await session.close()
  }
}
process.exit()
