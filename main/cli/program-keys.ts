import type { Command } from 'commander'
import type { InCore } from './program.ts'

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value]
const whichAccount = 'when two accounts have a key of this name or id'

/** `account …`. */
export function addAccountCommands(account: Command, inCore: InCore): void {
  const module = () => import('./commands/account.ts')
  account
    .command('add')
    .description('add an account; what reaches it is read from stdin or a prompt, where the vendor needs it')
    .requiredOption('--provider <id>', 'coralogix, ibm-cloud or aggregations-io')
    .requiredOption('--name <name>', 'your name for it')
    .option('--region <code>', 'such as eu1; at IBM Cloud with --instance')
    .option('--api-url <url>', 'with --ingress-url, instead of a region')
    .option('--ingress-url <url>', 'where telemetry is sent')
    .option('--transport <name>', 'coralogix: rest, grpc, or auto: gRPC where REST has no such call')
    .option('--grpc-url <url>', 'coralogix: where gRPC is, if not at the API address')
    .option('--instance <id>', "ibm-cloud: the logs instance's GUID; aggregations-io: an ingest's ID")
    .option('--iam-url <url>', 'ibm-cloud: the same as --api-url')
    .option('--ingest-url <url>', 'aggregations-io: the same as --ingress-url')
    .action((options) => inCore(module(), (m, c, core) => m.addAccount(c, core, options)))
  account
    .command('list')
    .description('list the accounts')
    .action(() => inCore(module(), (m, c, core) => m.listAccounts(c, core)))
  account
    .command('show <name>')
    .description('how an account is reached, what its credential may do, and where its console is')
    .action((name) =>
      inCore(import('./commands/account-show.ts'), (m, c, core) => m.showAccount(c, core, name)),
    )
  account
    .command('remove <name>')
    .description('remove an account and its values from this machine')
    .option('--yes', 'also when values would be lost', false)
    .action((name, options) => inCore(module(), (m, c, core) => m.removeAccount(c, core, name, options)))
}

/** `key …`. */
export function addKeyCommands(key: Command, inCore: InCore): void {
  const read = () => import('./commands/key-read.ts')
  const change = () => import('./commands/key-change.ts')
  const several = () => import('./commands/key-several.ts')
  key
    .command('list')
    .description('list keys: active ones, and those whose value was lost')
    .option('--type <type>', 'such as send-your-data, team, personal, service-id, user or org-wide')
    .option('--state <state>', 'active, disabled or all')
    .option('--account <name>', 'only this account')
    .option('--query <text>', 'only keys that match')
    .action((options) => inCore(read(), (m, c, core) => m.listKeys(c, core, options)))
  const one = (name: string, description: string) =>
    key.command(name).description(description).option('--account <name>', whichAccount)
  one('show <id>', 'show one key, never its value').action((id, options) =>
    inCore(read(), (m, c, core) => m.showKey(c, core, id, options)),
  )
  one('value <id>', 'print the value').action((id, options) =>
    inCore(import('./commands/key-value.ts'), (m, c, core) => m.printKeyValue(c, core, id, options)),
  )
  addCreate(key, inCore)
  one('import <id>', 'keep a downloaded value; read from stdin, a prompt or a file')
    .option('--file <file>', 'the downloaded file')
    .option('--delete-source', 'delete that file afterwards', false)
    .action((id, options) =>
      inCore(import('./commands/key-import.ts'), (m, c, core) => m.importKey(c, core, id, options)),
    )
  one('rename <id> <name>', 'give a key another name at the vendor').action((id, name, options) =>
    inCore(change(), (m, c, core) => m.renameKey(c, core, id, name, options)),
  )
  one('enable <ids...>', 'make disabled keys work again, with the same values').action((ids, options) =>
    inCore(several(), (m, c, core) => m.setKeysActive(c, core, ids, true, options)),
  )
  one('disable <ids...>', 'stop keys from working; they can be enabled again').action((ids, options) =>
    inCore(several(), (m, c, core) => m.setKeysActive(c, core, ids, false, options)),
  )
  one('delete <ids...>', 'delete keys at the vendor, for good')
    .option('--yes', 'without asking', false)
    .action((ids, options) => inCore(several(), (m, c, core) => m.deleteKeys(c, core, ids, options)))
  addCare(one, inCore)
}

function addCreate(key: Command, inCore: InCore): void {
  key
    .command('create <name>')
    .description('create a key and keep its value in the keychain; prints the id')
    .option('--account <name>', 'in this account')
    .requiredOption('--type <type>', 'such as send-your-data, team, personal, service-id, user or org-wide')
    .option('--preset <name>', 'a preset of the vendor, repeatable', collect, [])
    .option('--permission <name>', 'a permission, repeatable', collect, [])
    .option('--owner <id>', 'the member or service ID that owns it, by id or name')
    .option('--new-service-id <name>', 'make a service ID with the right to send, and the key for it')
    .option('--description <text>', 'where the vendor keeps one; of the new service ID as well')
    .option('--expires <time>', 'where the vendor has it: a number and d, such as 90d')
    .option('--policy <file>', 'who may see and manage it, as key policy --json prints it; - is stdin')
    .option('--readable', 'let the vendor show the value again', false)
    .action((name, options) =>
      inCore(import('./commands/key-create.ts'), (m, c, core) => m.createKey(c, core, name, options)),
    )
}

function addCare(one: (name: string, description: string) => Command, inCore: InCore): void {
  const care = () => import('./commands/key-care.ts')
  one('describe <id> <text>', 'change the description, where the vendor keeps one').action(
    (id, text, options) => inCore(care(), (m, c, core) => m.describeKey(c, core, id, text, options)),
  )
  one('lock <id>', 'keep a key from being changed or deleted, where the vendor has locks').action(
    (id, options) => inCore(care(), (m, c, core) => m.setKeyLocked(c, core, id, true, options)),
  )
  one('unlock <id>', 'let a locked key be changed again').action((id, options) =>
    inCore(care(), (m, c, core) => m.setKeyLocked(c, core, id, false, options)),
  )
  one('permissions <id>', 'show what a key may do, or change it: what is not given stays as it is')
    .option('--preset <name>', 'exactly these presets, repeatable', collect, [])
    .option('--permission <name>', 'exactly these permissions beside the presets, repeatable', collect, [])
    .option('--no-presets', 'without any preset')
    .option('--no-permissions', 'without any permission beside the presets')
    .action((id, options) => inCore(care(), (m, c, core) => m.keyPermissions(c, core, id, options)))
  const policy = () => import('./commands/key-policy.ts')
  one('policy <id>', 'show the access policy of a key, or change it')
    .option('--set <file>', 'the policy as this command prints it with --json; - is stdin')
    .option('--reset', 'take the policy away: the role-based permissions decide', false)
    .action((id, options) => inCore(policy(), (m, c, core) => m.keyPolicy(c, core, id, options)))
  one('history <id>', 'what the vendor recorded of a key, where it does').action((id, options) =>
    inCore(care(), (m, c, core) => m.keyHistory(c, core, id, options)),
  )
  one('let-send <id>', 'give whose key it is, a user or a service ID, the right to send')
    .option('--yes', 'without asking', false)
    .action((id, options) =>
      inCore(import('./commands/service-id.ts'), (m, c, core) => m.letOwnerSend(c, core, id, options)),
    )
  one('verify <id>', 'ask the vendor whether the value works')
    .option('--marked-line', 'consent to one marked line or event: it is stored and counted', false)
    .option('--ingest <id>', 'where the vendor needs to know which of its ingests to ask')
    .action((id, options) => inCore(care(), (m, c, core) => m.verifyKey(c, core, id, options)))
}

/** `service-id …`. */
export function addServiceIdCommands(serviceId: Command, inCore: InCore): void {
  const module = () => import('./commands/service-id.ts')
  serviceId
    .command('list')
    .description('list the service IDs of an account')
    .option('--account <name>', 'of this account')
    .action((options) => inCore(module(), (m, c, core) => m.listServiceIds(c, core, options)))
  serviceId
    .command('setups')
    .description('ways from a service ID to a key that stopped half-way, and what they made')
    .action(() => inCore(module(), (m, c, core) => m.listSetups(c, core)))
  serviceId
    .command('resume <setup>')
    .description('go on with one')
    .action((id) => inCore(module(), (m, c, core) => m.resumeSetup(c, core, id)))
  serviceId
    .command('clean-up <setup>')
    .description('remove at the vendor what one made')
    .option('--yes', 'without asking', false)
    .action((id, options) => inCore(module(), (m, c, core) => m.cleanUpSetup(c, core, id, options)))
}
