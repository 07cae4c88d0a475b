import {
  BellRing,
  Bot,
  ChartNoAxesGantt,
  CheckCheck,
  ClipboardX,
  ExternalLink,
  FileText,
  FolderSearch,
  Import,
  Inbox,
  Keyboard,
  KeyRound,
  ListFilter,
  LockKeyhole,
  Moon,
  Plug,
  Plus,
  RefreshCw,
  RotateCw,
  Rows3,
  Search,
  Settings,
  Stethoscope,
  Sun,
  SunMoon,
} from 'lucide-react'
import type { AgentInfo, Key, Snapshot } from '../../../shared/model.ts'
import { checkKeychain, clearClipboard, markRead, refOf, sync, testNotification } from '../../actions.ts'
import { api } from '../../api.ts'
import { startScan } from '../../scan.ts'
import {
  attempt,
  findKey,
  openDialog,
  openKey,
  setPreferences,
  setShowDisabled,
  show,
  useStore,
} from '../../store.ts'
import { providerWords, typeWords } from '../../words.ts'
import { focusSearch } from '../shell/use-shortcuts.ts'
import { agentFit } from '../snippet/agent-fit.ts'
import { accountCommands } from './account-commands.tsx'
import { type Command, command } from './command.ts'
import { keyCommands } from './key-commands.tsx'
import { shortPath } from './short-path.ts'

const themes = [
  { theme: 'system', title: 'Theme: as the system', icon: <SunMoon /> },
  { theme: 'light', title: 'Theme: light', icon: <Sun /> },
  { theme: 'dark', title: 'Theme: dark', icon: <Moon /> },
] as const

const views = [
  { kind: 'overview', title: 'Overview', icon: <ChartNoAxesGantt /> },
  { kind: 'inbox', title: 'Inbox', icon: <Inbox /> },
  { kind: 'rotations', title: 'Rotations', icon: <RotateCw /> },
  { kind: 'keys', title: 'All keys', icon: <ListFilter /> },
] as const

/** What can be done now: on the selected key first, then everywhere. */
export function commands(snapshot: Snapshot): readonly Command[] {
  const { selected, showDisabled } = useStore.getState()
  const { preferences } = snapshot
  const unread = snapshot.inbox.filter((item) => !item.read).map((item) => item.id)
  const key = findKey(selected)
  const compact = preferences.density === 'compact'
  return [
    ...(key ? keyCommands(key, snapshot) : []),
    command(snapshot, 'new', 'New key', <Plus />, () => openDialog({ name: 'create-key' }), 'new'),
    command(snapshot, 'sync', 'Sync all accounts', <RefreshCw />, () => void sync(), 'sync'),
    command(snapshot, 'search', 'Search keys, files, agents', <Search />, focusSearch, 'search'),
    command(snapshot, 'import', 'Import a value…', <Import />, () => openDialog({ name: 'import' })),
    ...views.map(({ kind, title, icon }) => command(snapshot, kind, title, icon, () => show({ kind }))),
    command(snapshot, 'scan', 'Where used', <FolderSearch />, () => show({ kind: 'scan' }), 'scan'),
    command(snapshot, 'scan-run', 'Scan for keys', <FolderSearch />, startScan),
    command(snapshot, 'settings', 'Settings', <Settings />, () => show({ kind: 'settings' }), 'settings'),
    command(snapshot, 'rotate-all', 'Rotate all due…', <RotateCw />, () =>
      openDialog({ name: 'rotate-all' }),
    ),
    command(snapshot, 'agent-target', 'Add an agent target…', <Bot />, () =>
      openDialog({ name: 'agent-target' }),
    ),
    command(snapshot, 'add-account', 'Add an account…', <Plug />, () => openDialog({ name: 'add-account' })),
    ...accountCommands(snapshot),
    command(
      snapshot,
      'disabled',
      showDisabled ? 'Hide disabled keys' : 'Show disabled keys',
      <ListFilter />,
      () => {
        show({ kind: 'keys' })
        setShowDisabled(!showDisabled)
      },
    ),
    command(snapshot, 'keychain', 'Check the keychain', <LockKeyhole />, () => void checkKeychain()),
    command(snapshot, 'clipboard', 'Clear the clipboard', <ClipboardX />, () => void clearClipboard()),
    command(snapshot, 'policy', 'Default rotation policy…', <Settings />, () =>
      openDialog({ name: 'policy' }),
    ),
    ...(unread.length > 0
      ? [command(snapshot, 'read', 'Mark all reminders read', <CheckCheck />, () => markRead(unread))]
      : []),
    command(snapshot, 'test', 'Test notification', <BellRing />, () => void testNotification()),
    command(snapshot, 'doctor', 'Checks of this computer', <Stethoscope />, () => show({ kind: 'settings' })),
    ...themes.map(({ theme, title, icon }) =>
      command(snapshot, `theme-${theme}`, title, icon, () => void setPreferences({ ...preferences, theme })),
    ),
    command(
      snapshot,
      'density',
      compact ? 'Rows: comfortable' : 'Rows: compact',
      <Rows3 />,
      () => void setPreferences({ ...preferences, density: compact ? 'comfortable' : 'compact' }),
    ),
    command(
      snapshot,
      'shortcuts',
      'Shortcuts',
      <Keyboard />,
      () => openDialog({ name: 'shortcuts' }),
      'shortcuts',
    ),
  ]
}

/** Each agent: with a key selected that it takes, the way into its config; else its documentation. */
export function agentCommands(agents: readonly AgentInfo[]): readonly Command[] {
  const key = findKey(useStore.getState().selected)
  return agents.map((agent): Command => {
    const used = key?.hasValue && key.state !== 'gone' && agentFit(agent, key).fits ? key : null
    return {
      id: `agent-${agent.id}`,
      title: agent.name,
      note: used ? `Use ${used.name} in it` : 'Opens its documentation',
      words: agent.id,
      icon: used ? <Bot /> : <ExternalLink />,
      weight: 100,
      run: () => {
        if (used) openDialog({ name: 'use-in', ref: refOf(used), agentId: agent.id })
        else void attempt(api['app.open']({ kind: 'agent-docs', agentId: agent.id }))
      },
    }
  })
}

// One element for all: 10,000 are made at each opening.
const keyIcon = <KeyRound />
const fileIcon = <FileText />

// The list keeps its identity as long as no key changes: the next opening finds it made.
const made = new WeakMap<readonly Key[], readonly Command[]>()

/** Every key, and every file that is known to carry one. */
export function keyEntries(keys: readonly Key[]): readonly Command[] {
  const known = made.get(keys)
  if (known) return known
  const entries = entriesOf(keys)
  made.set(keys, entries)
  return entries
}

/** Whose it is, where a person or a service ID is. */
const marked = ({ owner }: Key): string => (owner?.name && owner.kind !== 'team' ? ` · ${owner.name}` : '')

function entriesOf(keys: readonly Key[]): readonly Command[] {
  return keys.flatMap((key): Command[] => {
    const id = `${key.accountId}/${key.id}`
    const run = () => openKey(refOf(key))
    const weight = key.state === 'active' ? 0 : -100
    return [
      {
        id,
        title: key.name,
        note: `${typeWords[key.type]} · ${key.account}${marked(key)}${key.state === 'active' ? '' : ` · ${key.state}`}`,
        words: `${key.id} ${providerWords[key.provider]} ${key.owner?.name ?? ''}`.toLowerCase(),
        icon: keyIcon,
        weight,
        run,
      },
      ...key.usedIn.map(({ file, agent }) => ({
        id: `${id} ${agent} ${file}`,
        title: shortPath(file),
        note: key.name,
        words: file.toLowerCase(),
        icon: fileIcon,
        weight: weight - 1,
        run,
      })),
    ]
  })
}
