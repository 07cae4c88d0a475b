import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import type { Agent } from '../agents/agent.ts'
import { agentNamed, type agentOf } from '../agents/catalog.ts'
import { errorCode, type Fs } from '../agents/config-file/fs.ts'
import { type ConfigFile, readConfigFile } from '../agents/config-file/read.ts'
import type { VendorHost } from '../agents/locators/hosts.ts'

/** How many files of one folder are looked at. */
const mostFiles = 200

/** A file that may hold a far end, and whose it is. */
export interface NearbyFile {
  readonly file: ConfigFile
  readonly agent: Agent
}

/** Where a search looks; everything else is up to the follower. */
export interface Surroundings {
  readonly fs: Fs
  readonly hosts: readonly VendorHost[]
  /** Stands before absolute paths; empty but in tests. */
  readonly root: string
  /** Whose file a text is. */
  readonly detect: typeof agentOf
}

const sample = /\.(?:example|sample|template|dist|bak|orig)(?:\.|$)/i
/** `.env` files, compose files, units, their drop-in folders and launchd's property lists. */
const besideConfigs =
  /(?:^|\.)env$|^(?:docker-)?compose(?:[.-][\w.-]+)?\.ya?ml$|\.service$|\.service\.d$|\.plist$/i
const dropInFolder = /\.service\.d$/i

/** Finds and reads the files in which a far end can be. What cannot be read is passed over. */
export class NearbyFiles {
  readonly #at: Surroundings
  readonly #read = new Map<string, Promise<NearbyFile | null>>()
  readonly #listed = new Map<string, Promise<readonly string[]>>()
  /** Files that are there but cannot be read, with the reason. */
  readonly unread = new Map<string, string>()

  constructor(surroundings: Surroundings) {
    this.#at = surroundings
  }

  /** A path as a text names it: relative to the file that does. */
  path(written: string, from: ConfigFile): string {
    const { root } = this.#at
    if (!isAbsolute(written)) return resolve(dirname(from.resolved), written)
    return root === '' || written.startsWith(root) ? written : join(root, written)
  }

  /** `.env` files, unit files with their drop-ins, compose files and launchd's beside a config. */
  async besides(from: ConfigFile): Promise<readonly NearbyFile[]> {
    const folder = dirname(from.resolved)
    const found: NearbyFile[] = []
    for (const name of await this.#names(folder, besideConfigs)) {
      const path = join(folder, name)
      found.push(...(dropInFolder.test(name) ? await this.#dropIns(path) : await this.#one(path)))
    }
    return found
  }

  /** The `.env` file that compose itself reads. */
  projectEnvironment(from: ConfigFile): Promise<readonly NearbyFile[]> {
    return this.#one(join(dirname(from.resolved), '.env'))
  }

  /** The files of a Terraform module that it reads by itself. */
  async moduleVariables(from: ConfigFile): Promise<readonly NearbyFile[]> {
    const folder = dirname(from.resolved)
    const names = await this.#names(folder, /\.tf$|^terraform\.tfvars$|\.auto\.tfvars$/)
    return (await Promise.all(names.map((name) => this.#one(join(folder, name))))).flat()
  }

  /** Manifests in the folder of a file. */
  async manifests(from: ConfigFile): Promise<readonly NearbyFile[]> {
    const folder = dirname(from.resolved)
    const names = await this.#names(folder, /\.ya?ml$/i)
    return (await Promise.all(names.map((name) => this.#one(join(folder, name))))).flat()
  }

  /** What agents' packages set the environment with. */
  async environmentOf(agents: readonly Agent[]): Promise<readonly NearbyFile[]> {
    const found: NearbyFile[] = []
    for (const path of new Set(agents.flatMap((agent) => agent.environmentFiles ?? []))) {
      const real = this.#at.root === '' ? path : join(this.#at.root, path)
      if (/\.d$/.test(path)) found.push(...(await this.#dropIns(real)))
      else found.push(...(await this.#one(real)))
    }
    return found
  }

  /** One file, wherever it is; null where it cannot be read. */
  async named(path: string): Promise<NearbyFile | null> {
    return (await this.#one(path))[0] ?? null
  }

  async #dropIns(folder: string): Promise<readonly NearbyFile[]> {
    const names = await this.#names(folder, /\.conf$/)
    return (await Promise.all(names.map((name) => this.#one(join(folder, name))))).flat()
  }

  async #one(path: string): Promise<readonly NearbyFile[]> {
    const known = this.#read.get(path) ?? this.#load(path)
    this.#read.set(path, known)
    const found = await known
    return found === null ? [] : [found]
  }

  async #load(path: string): Promise<NearbyFile | null> {
    const { fs, hosts, detect } = this.#at
    try {
      await fs.lstat(path)
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error)))
        this.unread.set(path, `${path} cannot be looked at.`)
      return null
    }
    const file = await readConfigFile(fs, path)
    if (!file.ok) {
      this.unread.set(path, file.failure.message)
      return null
    }
    // What nobody claims can still be lines of NAME=value: packages give such files any name.
    const agent = detect(file.value.text, hosts, path) ?? agentNamed('dotenv')
    return agent === null ? null : { file: file.value, agent }
  }

  /** In the order in which systemd reads drop-ins; each folder is listed once. */
  #names(folder: string, wanted: RegExp): Promise<readonly string[]> {
    const id = `${wanted.source}\0${folder}`
    const known = this.#listed.get(id) ?? this.#list(folder, wanted)
    this.#listed.set(id, known)
    return known
  }

  async #list(folder: string, wanted: RegExp): Promise<readonly string[]> {
    try {
      const names = (await this.#at.fs.list(folder)).filter((name) => wanted.test(name) && !sample.test(name))
      return names.sort().slice(0, mostFiles)
    } catch (error) {
      if (!['ENOENT', 'ENOTDIR'].includes(errorCode(error)))
        this.unread.set(folder, `The folder ${folder} cannot be looked at.`)
      return []
    }
  }
}

/**
 * What belongs to one reader's environment: a unit's file with its drop-ins is read as one, and so is a Terraform
 * module; every other file stands for itself.
 */
export function unitOf(near: NearbyFile): string {
  if (near.agent.id === 'terraform') return dirname(near.file.resolved)
  if (near.agent.id !== 'systemd') return near.file.resolved
  const folder = basename(dirname(near.file.resolved))
  return dropInFolder.test(folder) ? folder.slice(0, -2) : basename(near.file.resolved)
}
