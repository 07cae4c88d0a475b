import type { Agent } from './agent.ts'
import { vectorControl } from './control/vector.ts'
import { locateVector, vectorTree } from './locators/vector.ts'
import { vectorSnippet } from './vector-snippet.ts'

/** Vector in YAML, TOML and JSON: sinks that send HTTP to our hosts. */
export const vector: Agent = {
  id: 'vector',
  name: 'Vector',
  group: 'agent',
  needs:
    'An http sink; the key stands in auth.token. Best as SECRET[backend.name]: from 0.57 on, Vector reads its environment only with --dangerously-allow-env-var-interpolation.',
  docsUrl: 'https://vector.dev/docs/reference/configuration/sinks/http/',
  takes: ['send-your-data'],
  files: [
    '/etc/vector/vector.yaml',
    '/etc/vector/vector.toml',
    '/etc/vector/vector.json',
    '/etc/vector/sinks/*.yaml',
  ],
  formats: ['yaml', 'toml', 'json'],
  afterChange:
    'Reload Vector: systemctl kill -s HUP --kill-who=main vector. With --watch-config it does so by itself.',
  afterEnvironmentChange:
    'Restart Vector: systemctl restart vector. From 0.57 on it reads its environment only with --dangerously-allow-env-var-interpolation.',
  afterKeyFileChange:
    'Reload Vector: systemctl kill -s HUP --kill-who=main vector. It reads its secrets when it loads.',
  environmentFiles: ['/etc/default/vector', '/etc/systemd/system/vector.service.d'],
  control: vectorControl,
  checkers: (file) => [['vector', 'validate', '--no-environment', file]],
  detect: (text) => isJson(text) || isToml(text) || isYaml(text) || isComponent(text),
  locate: locateVector,
  tree: vectorTree,
  snippet: vectorSnippet,
}

const isJson = (text: string): boolean =>
  /^\s*\{/.test(text) &&
  /"sinks"\s*:\s*\{/.test(text) &&
  /"(inputs|sources)"\s*:/.test(text) &&
  /"type"\s*:/.test(text)

const isToml = (text: string): boolean =>
  /^[ \t]*\[[ \t]*["']?sinks["']?[ \t]*\.[^\]\n]+\]/m.test(text) ||
  (/^[ \t]*\[[ \t]*sinks[ \t]*\]/m.test(text) && /^[ \t]*[\w.-]*type[ \t]*=/m.test(text))

const isYaml = (text: string): boolean =>
  /^["']?sinks["']?[ \t]*:/m.test(text) &&
  /^[ \t]+["']?type["']?[ \t]*:/m.test(text) &&
  /^[ \t]+["']?(inputs|sources)["']?[ \t]*:|^["']?(sources|transforms)["']?[ \t]*:/m.test(text) &&
  !/^kind:/m.test(text)

/** A file of one sink, as in `sinks/`: no more than its own settings. */
const isComponent = (text: string): boolean =>
  /^type[ \t]*[:=][ \t]*["']?(http|opentelemetry|prometheus_remote_write)["']?[ \t]*(#.*)?\r?$/m.test(text) &&
  /^inputs[ \t]*[:=]/m.test(text) &&
  /^[ \t]*([\w.]+\.)?(uri|endpoint)[ \t]*[:=]/m.test(text)
