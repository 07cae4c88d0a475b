import { posix } from 'node:path'
import { type Files, withoutComments } from './source-files.ts'

/** An import as it stands in a file. `to` is a path from the root for one of ours, else the package's name. */
interface Import {
  readonly from: string
  readonly to: string
  readonly ours: boolean
  readonly typeOnly: boolean
}

const electron = new Set(['electron', 'electron-store'])
// One with credentials, for a vendor; one without any, for an agent's own address.
const doors = new Set(['main/providers/http.ts', 'main/rotation/agents/agent-http.ts'])
const ids = (text: string): string[] => [...text.matchAll(/'([a-z][a-z-]+)'/g)].map(([, id]) => id as string)

/** Each breach of the import table in ARCHITECTURE.md, as `file: what is wrong`. */
export function violations(files: Files): string[] {
  // An agent's file is named after its id, so that the list of ids says which files are agents.
  const list = /agentIds = \[([^\]]*)\]/.exec(files.get('shared/names.ts') ?? '')?.[1] ?? ''
  const agents = new Set(ids(list))
  const bound = boundAgentFiles(files, agents)
  const found: string[] = []
  for (const [path, source] of files) {
    const code = withoutComments(source)
    for (const it of importsOf(path, code)) {
      const why = forbidden(it, agents, bound) ?? notAlone(it)
      if (why) found.push(`${path}: ${why} (${it.to})`)
    }
    if (!doors.has(path) && callsFetch(code))
      found.push(`${path}: fetch is called in two files, ${[...doors].join(' and ')}`)
  }
  return found
}

export function importsOf(path: string, code: string): Import[] {
  const found: Import[] = []
  const statement = /^\s*(?:import|export)\s+(type\s)?([^'";]*?)\bfrom\s*['"]([^'"]+)['"]/gm
  for (const [, type, names, name] of code.matchAll(statement)) {
    const each = /^\s*\{([^}]*)\}\s*$/.exec(names ?? '')?.[1]?.split(',') ?? []
    const named = each.map((it) => it.trim()).filter(Boolean)
    const onlyTypes = named.length > 0 && named.every((it) => it.startsWith('type '))
    found.push(resolved(path, name as string, type !== undefined || onlyTypes))
  }
  const others = /^\s*import\s*['"]([^'"]+)['"]|\b(?:import|require)\(\s*['"]([^'"]+)['"]/gm
  for (const [, bare, called] of code.matchAll(others))
    found.push(resolved(path, (bare ?? called) as string, false))
  return found
}

function resolved(from: string, name: string, typeOnly: boolean): Import {
  const ours = name.startsWith('.')
  const to = ours ? posix.join(posix.dirname(from), name) : name
  return { from, to, ours, typeOnly }
}

const inside = (path: string, folder: string): boolean => path.startsWith(`${folder}/`)
const isNode = (name: string): boolean => name.startsWith('node:')

function forbidden(it: Import, agents: ReadonlySet<string>, bound: ReadonlySet<string>): string | null {
  const { from } = it
  if (inside(from, 'shared')) return shared(it)
  if (inside(from, 'preload')) return preload(it)
  if (inside(from, 'renderer')) return renderer(it)
  if (inside(it.to, 'renderer') || inside(it.to, 'preload')) return 'main imports nothing of the window'
  if (from === 'main/index.ts' || inside(from, 'main/desktop')) return null
  if (electron.has(it.to)) return 'only main/index.ts and main/desktop/ import Electron'
  if (inside(it.to, 'main/desktop')) return 'only main/index.ts imports main/desktop/'
  if (inside(from, 'main/providers')) return provider(it)
  if (bound.has(from)) return agent(it, agents)
  return null
}

function shared(it: Import): string | null {
  const allowed = it.ours ? inside(it.to, 'shared') : it.to === 'zod'
  return allowed ? null : 'shared/ imports only the schema library'
}

function preload(it: Import): string | null {
  const allowed = it.to === 'electron' || it.to === 'shared/channels.ts'
  return allowed ? null : 'preload/ imports only Electron and shared/channels'
}

function renderer(it: Import): string | null {
  if (electron.has(it.to) || isNode(it.to)) return 'renderer/ imports neither Electron nor Node'
  if (!it.ours || inside(it.to, 'renderer')) return null
  if (!inside(it.to, 'shared')) return 'renderer/ imports of ours only shared/'
  const plain = it.to === 'shared/defaults.ts'
  return it.typeOnly || plain ? null : 'renderer/ imports only types from shared/, and its defaults'
}

// What every provider and agent may use beside its own kind.
const common = (it: Import): boolean => inside(it.to, 'shared') || it.to === 'main/vault/secret.ts'

function provider(it: Import): string | null {
  if (!it.ours || common(it)) return null
  const own = folderOf(it.from, 'main/providers')
  // The list of vendors is the one place that knows them all.
  if (it.from === 'main/providers/providers.ts') return null
  if (own === null) {
    const sibling = posix.dirname(it.to) === 'main/providers'
    return sibling ? null : 'what providers share imports only shared/, Secret and its like'
  }
  const names = ['provider', 'http', 'http-failure', 'vendor-text', 'grpc', 'endpoint']
  const port = names.some((name) => it.to === `main/providers/${name}.ts`)
  if (port || folderOf(it.to, 'main/providers') === own) return null
  return 'a provider imports only provider.ts, http.ts, its failures, vendor-text.ts, grpc.ts, endpoint.ts, Secret and shared/'
}

const isAgent = (path: string, agents: ReadonlySet<string>): boolean =>
  posix.dirname(path) === 'main/agents' && agents.has(posix.basename(path, '.ts'))

/**
 * The files that the rule for an agent binds: agents, locators, the config file, and whatever of `main/agents/` these
 * use. The services beside them (detection, injection) are bound by main's rule alone.
 */
function boundAgentFiles(files: Files, agents: ReadonlySet<string>): ReadonlySet<string> {
  const bound = new Set<string>()
  const add = (path: string): void => {
    if (bound.has(path) || !inside(path, 'main/agents')) return
    bound.add(path)
    for (const it of importsOf(path, withoutComments(files.get(path) ?? ''))) add(it.to)
  }
  for (const path of files.keys()) {
    if (isAgent(path, agents) || /^main\/agents\/(locators|config-file)\b/.test(path)) add(path)
  }
  return bound
}

const formats = 'main/agents/locators/formats'
const besideFormats = new Set(['main/agents/agent.ts', 'main/agents/locators/text.ts'])

function agent(it: Import, agents: ReadonlySet<string>): string | null {
  if (!it.ours || common(it)) return null
  if (!inside(it.to, 'main/agents')) return 'agents import neither providers nor the vault'
  if (inside(it.from, formats) && !inside(it.to, formats) && !besideFormats.has(it.to))
    return 'a format knows no agent and no host'
  return isAgent(it.to, agents) ? 'an agent is imported by no other, nor by what agents share' : null
}

/** The folder right under `parent` in which the file lies; null when it lies in `parent` itself. */
function folderOf(path: string, parent: string): string | null {
  if (!inside(path, parent)) return null
  const [first, ...rest] = path.slice(parent.length + 1).split('/')
  return rest.length > 0 && first !== undefined ? first : null
}

const alone: readonly { readonly module: RegExp; readonly file: string }[] = [
  { module: /^keytar$/, file: 'main/vault/keychain-process.ts' },
  { module: /^@photostructure\/sqlite$|^node:sqlite$|^better-sqlite3$/, file: 'main/database/sqlite.ts' },
  { module: /^pino$/, file: 'main/log.ts' },
]

function notAlone(it: Import): string | null {
  const rule = alone.find(({ module, file }) => module.test(it.to) && it.from !== file && !it.typeOnly)
  return rule ? `only ${rule.file} imports this` : null
}

const callsFetch = (code: string): boolean =>
  /(?<![\w.#$])(?:async\s+|function\s+)?fetch\s*\(/.test(code) ||
  /\b(?:globalThis|window|net|session)\.fetch\b/.test(code)
