import { expect, it } from 'vitest'
import { commandIn } from '../../../renderer/components/command-in.ts'

it.each([
  [
    'Reload the collector with SIGHUP, or restart it: systemctl restart otelcol-contrib.',
    'systemctl restart otelcol-contrib',
  ],
  ['Reload Prometheus: systemctl reload prometheus, or POST /-/reload.', 'systemctl reload prometheus'],
  [
    'Restart Fluent Bit: systemctl restart fluent-bit. With hot reload on, SIGHUP is enough.',
    'systemctl restart fluent-bit',
  ],
  [
    'Load and restart it: systemctl daemon-reload && systemctl restart otelcol-contrib.',
    'systemctl daemon-reload && systemctl restart otelcol-contrib',
  ],
  ['Delete the line with history -d 1204, then replace the key.', 'history -d 1204'],
  ['Run terraform plan so that it is seen, then apply.', 'terraform plan'],
  [
    'Set it there: `keyturn key value 1 | vault kv put x key=-`.',
    'keyturn key value 1 | vault kv put x key=-',
  ],
  [
    'Set it in the cluster: keyturn key value 1 | kubectl create secret generic k --from-file=K=/dev/stdin -o yaml | kubectl apply -f -.',
    'keyturn key value 1 | kubectl create secret generic k --from-file=K=/dev/stdin -o yaml | kubectl apply -f -',
  ],
  ['keyturn agent list shows which files are known.', null],
  ['Restart what reads the file: a running process keeps the old environment.', null],
  ['Agent (gateway:/etc/config.yaml): Keyturn cannot see what it runs with. Then confirm.', null],
  ['Nothing: Prometheus reads a credentials_file again by itself.', null],
  ['Add an output first: keyturn agent snippet prints one that is ready.', null],
  [
    'Run: keyturn key value 1 | tr -d \'\\n\' | kubectl patch secret k -p \'{"a": 1, "b": 2}\'',
    'keyturn key value 1 | tr -d \'\\n\' | kubectl patch secret k -p \'{"a": 1, "b": 2}\'',
  ],
  ['', null],
])('%s', (sentence, command) => expect(commandIn(sentence)).toBe(command))
