// A tree of ordinary files with keys planted in it, the same for the same seed: for the benchmark and its small
// version among the unit tests.
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'

/**
 * @typedef {object} Planted
 * @property {string} file
 * @property {number} line
 * @property {string} placement
 * @property {number} key the number of the key in `keys`
 */

/** The placements that people use, each with the text around a key. @type {readonly [string, string, (key: string) => string][]} */
const placements = [
  [
    'collector private_key',
    'otel-$.yaml',
    (key) => collector(`coralogix:\n    domain: eu2.coralogix.com\n    private_key: "${key}"`),
  ],
  [
    'collector header',
    'gateway-$.yaml',
    (key) =>
      collector(
        `otlp:\n    endpoint: ingress.eu2.coralogix.com:443\n    headers:\n      Authorization: "Bearer ${key}"`,
      ),
  ],
  [
    'telegraf',
    'telegraf-$.conf',
    (key) =>
      `[[outputs.opentelemetry]]\n  service_address = "ingress.eu2.coralogix.com:443"\n  [outputs.opentelemetry.headers]\n    Authorization = "Bearer ${key}"\n`,
  ],
  [
    'prometheus bearer_token',
    'prometheus-$.yml',
    (key) =>
      `remote_write:\n  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n    bearer_token: ${key}\n`,
  ],
  [
    'prometheus credentials',
    'prom-$.yml',
    (key) =>
      `remote_write:\n  - url: https://ingress.eu2.coralogix.com/prometheus/v1\n    authorization:\n      credentials: '${key}' # ours\n`,
  ],
  [
    '.env',
    '$/.env',
    (key) => `# secrets\nCORALOGIX_DOMAIN=eu2.coralogix.com\nCORALOGIX_PRIVATE_KEY=${key}\n`,
  ],
  [
    'systemd',
    'otel-$.service.d/key.conf',
    (key) => `[Service]\nEnvironment="CORALOGIX_PRIVATE_KEY=${key}"\n`,
  ],
  [
    'secret stringData',
    'secret-$.yaml',
    (key) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: coralogix-keys\nstringData:\n  PRIVATE_KEY: ${key}\n`,
  ],
  [
    'secret data',
    'secret-data-$.yaml',
    (key) =>
      `apiVersion: v1\nkind: Secret\nmetadata:\n  name: coralogix-keys\ndata:\n  PRIVATE_KEY: ${base64(key)}\n`,
  ],
  [
    'shell history',
    '$/.bash_history',
    (key) =>
      `ls -la\ncurl -H 'Authorization: Bearer ${key}' https://ingress.eu2.coralogix.com/logs/v1/singles\nexit\n`,
  ],
  [
    'fluent-bit header',
    'fluent-bit-$.conf',
    (key) =>
      `[OUTPUT]\n    Name   http\n    Host   ingress.eu2.coralogix.com\n    Header Authorization Bearer ${key}\n`,
  ],
  [
    'fluent-bit yaml',
    'fluent-bit-$.yaml',
    (key) =>
      `pipeline:\n  outputs:\n    - name: http\n      host: ingress.eu2.coralogix.com\n      header:\n        - Authorization Bearer ${key}\n`,
  ],
  [
    'fluent-bit Private_Key',
    'coralogix-out-$.conf',
    (key) => `[OUTPUT]\n    Name        coralogix\n    Match       *\n    Private_Key ${key}\n`,
  ],
  [
    'vector toml',
    'vector-$.toml',
    (key) =>
      `[sinks.coralogix]\ntype = "http"\nuri = "https://ingress.eu2.coralogix.com/logs/v1/singles"\nrequest.headers.Authorization = "Bearer ${key}"\n`,
  ],
  [
    'vector yaml',
    'vector-$.yaml',
    (key) =>
      `sinks:\n  coralogix:\n    type: http\n    uri: https://ingress.eu2.coralogix.com/logs/v1/singles\n    request:\n      headers: {Authorization: Bearer ${key}}\n`,
  ],
  [
    'logstash',
    'logstash-$.conf',
    (key) =>
      `output {\n  http {\n    url => "https://ingress.eu2.coralogix.com/logs/v1/singles"\n    headers => ["authorization", "Bearer ${key}"]\n  }\n}\n`,
  ],
  [
    'fluentd',
    'fluentd-$.conf',
    (key) =>
      `<match **>\n  @type http\n  endpoint "https://ingress.eu2.coralogix.com/logs/v1/singles"\n  headers {"Authorization":"Bearer ${key}"}\n</match>\n`,
  ],
  [
    'percent-encoded header',
    'app-$.env',
    (key) =>
      `OTEL_EXPORTER_OTLP_ENDPOINT=https://ingress.eu2.coralogix.com\nOTEL_EXPORTER_OTLP_HEADERS="Authorization=Bearer%20${key},x-team=a"\n`,
  ],
]

/** @param {string} exporter */
const collector = (exporter) =>
  `receivers:\n  otlp:\n    protocols:\n      grpc:\nexporters:\n  ${exporter}\nservice:\n  pipelines:\n    logs:\n      receivers: [otlp]\n      exporters: [coralogix]\n`
/** @param {string} text */
const base64 = (text) => Buffer.from(text).toString('base64')

/** How many placements there are. */
export const placementCount = placements.length

/** Numbers between 0 and 1 from a seed. @param {number} seed */
function randomness(seed) {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** @param {() => number} random @param {string} from @param {number} length */
const some = (random, from, length) =>
  Array.from({ length }, () => from[Math.floor(random() * from.length)]).join('')

/** A value in the style of a vendor: with the prefix, a UUID, IBM Cloud's. @param {() => number} random @param {number} style */
function keyOf(random, style) {
  const hex = (/** @type {number} */ length) => some(random, '0123456789abcdef', length)
  if (style === 0) return `cxtp_${some(random, letters, 30)}`
  if (style === 1) return `${hex(8)}-${hex(4)}-4${hex(3)}-a${hex(3)}-${hex(12)}`
  return some(random, `${letters}-_`, 44)
}

/**
 * Makes a tree: files of words, code, UUIDs and other people's keys, and among them `uses` planted keys.
 * @param {string} folder
 * @param {{ files: number, bytes: number, uses: number, seed?: number }} size
 * @returns {{ keys: readonly string[], planted: readonly Planted[], bytes: number }}
 */
export function plantTree(folder, { files, bytes, uses, seed = 1 }) {
  const random = randomness(seed)
  const keys = Array.from({ length: 6 }, (_, index) => keyOf(random, index % 3))
  /** @type {Planted[]} */
  const planted = []
  let written = 0
  const write = (/** @type {string} */ file, /** @type {string} */ text) => {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text)
    written += text.length
  }
  for (let index = 0; index < uses; index++) {
    const [placement, name, text] = placements[index % placements.length] ?? ['', '', String]
    const key = index % keys.length
    const value = keys[key] ?? ''
    const file = join(folder, `team-${index % 7}`, name.replace('$', `n${index}`))
    const content = text(value)
    const line =
      content.split('\n').findIndex((one) => one.includes(value) || one.includes(base64(value))) + 1
    planted.push({ file, line, placement, key })
    write(file, content)
  }
  const each = Math.max(200, Math.floor((bytes - written) / Math.max(1, files - uses)))
  const vocabulary = words(random)
  for (let index = uses; index < files; index++) {
    write(
      join(folder, `src-${index % 97}`, `part-${index % 11}`, `file-${index}.js`),
      prose(random, vocabulary, each),
    )
  }
  return { keys, planted, bytes: written }
}

/** @param {() => number} random */
const words = (random) =>
  Array.from({ length: 5000 }, () => {
    const stem = some(random, 'abcdefghijklmnoprstuvwy', 3 + Math.floor(random() * 7))
    const kind = random()
    if (kind < 0.15) return stem + stem.toUpperCase().slice(0, 4) + stem.repeat(2)
    if (kind < 0.2) return `${stem}_${stem}_configuration_${stem}`
    if (kind < 0.25) return `${stem}/${stem}.${stem}`
    return stem
  })

/** @param {() => number} random @param {readonly string[]} vocabulary @param {number} length */
function prose(random, vocabulary, length) {
  const parts = []
  for (let size = 0; size < length; ) {
    const kind = random()
    const word =
      kind < 0.002
        ? `"${keyOf(random, Math.floor(random() * 3))}"`
        : kind < 0.004
          ? `'${base64(some(random, letters, 40))}'`
          : kind < 0.01
            ? 'say("a\\tb\\n%20");'
            : (vocabulary[Math.floor(random() * vocabulary.length)] ?? '')
    const next = kind > 0.9 ? `${word};\n` : kind > 0.8 ? `${word}(` : `${word} `
    parts.push(next)
    size += next.length
  }
  return parts.join('')
}
