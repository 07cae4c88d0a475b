// @ts-check
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Agent } from '../../test/prove/agent.mjs'
import { check, keyturn } from './evidence.mjs'

/** Keys with agents that really send with them, in configs whose paths are as long as they are on real machines. */

/** @typedef {import('../tour.mjs').Tour} Tour */
/** @typedef {{ name: string, id: string, file: string, agent: Agent }} Carried */

const SECRET = /cxtp_\w+/g
/** Files that hold a value while rotations take place. @type {Set<string>} */
const files = new Set()
/** @type {Agent[]} */
const agents = []

/**
 * Makes a key, and an agent that sends with it. `reached`: the agent is named as a target with its control address.
 * @param {Tour} tour @param {string} name @param {string} place @param {boolean} reached @returns {Promise<Carried>}
 */
export async function carry(tour, name, place, reached) {
  const account = await accountOf()
  const create = ['key', 'create', name, '--type', 'send-your-data', '--account', account.name]
  const id = (await keyturn(create)).trim()
  const value = (await keyturn(['key', 'value', id])).trim()
  tour.values.add(value)
  const file = join(tour.folder, place, 'prometheus.yml')
  await keep(file, prometheus(account.ingressUrl, value))
  const agent = await new Agent(file, account.ingressUrl).start()
  agents.push(agent)
  if (reached) await keyturn(['target', 'add', file, '--control-url', agent.url])
  return { name, id, file, agent }
}

/** A second agent of a key, of which nothing tells what it runs with. @param {Tour} tour @param {Carried} key @param {string} place */
export async function alsoIn(tour, { file: other }, place) {
  const account = await accountOf()
  const [value = ''] = (await readFile(other, 'utf8')).match(SECRET) ?? []
  const file = join(tour.folder, place, 'vector.toml')
  await keep(file, vector(account.ingressUrl, value))
  return file
}

/** The one of the sandbox. @returns {Promise<{ name: string, ingressUrl: string }>} */
const accountOf = async () => JSON.parse(await keyturn(['account', 'list', '--json']))[0]

/** @param {string} file @param {string} text */
async function keep(file, text) {
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text, { mode: 0o600 })
  files.add(file)
}

/** Every value that the configs carry now may be nowhere else. @param {Tour} tour */
export async function rememberValues(tour) {
  for (const file of files)
    for (const value of (await readFile(file, 'utf8')).match(SECRET) ?? []) tour.values.add(value)
}

/** The agents end, and no config holds a value any more. @param {Tour} tour */
export async function clear(tour) {
  await rememberValues(tour)
  for (const agent of agents) agent.stop()
  for (const file of files)
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll(SECRET, 'REMOVED-BY-THE-TOUR'))
}

/** No line of this agent was refused. @param {Carried} key */
export const unharmed = ({ agent, name }) =>
  check(
    agent.refused === 0 && agent.sent > 0,
    `no line of ${name} is refused`,
    `${agent.refused} of ${agent.sent}`,
  )

/** @param {string} ingress @param {string} key */
const prometheus = (ingress, key) => `global:
  scrape_interval: 15s
remote_write:
  - url: ${ingress}/prometheus/v1
    name: sandbox
    authorization:
      credentials: ${key}
scrape_configs:
  - job_name: self
    static_configs:
      - targets: [localhost:9090]
`

/** @param {string} ingress @param {string} key */
const vector = (ingress, key) => `[sources.shop]
type = "file"
include = ["/var/log/shop/*.log"]

[sinks.coralogix]
type = "http"
inputs = ["shop"]
uri = "${ingress}/logs/v1/singles"
encoding.codec = "json"
request.headers.Authorization = "Bearer ${key}"
`
