import { describe, expect, it } from 'vitest'
import type { Place } from '../../../main/agents/agent.ts'
import { agentOf } from '../../../main/agents/catalog.ts'
import { compose } from '../../../main/agents/compose.ts'
import { helmValues } from '../../../main/agents/helm-values.ts'
import { kubernetesConfigmap } from '../../../main/agents/kubernetes-configmap.ts'
import { lambda } from '../../../main/agents/lambda.ts'
import { secretPlaces } from '../../../main/agents/locators/manifest.ts'
import { valueAt } from '../../../main/agents/locators/written.ts'
import type { Result } from '../../../shared/errors.ts'
import { failureOf, fixtureText, hosts, must, oldKey, otherKey } from './world.ts'

const found = (places: Result<readonly Place[]> | undefined) => {
  if (places === undefined) throw new Error('no such part')
  return must(places)
}

describe('variables', () => {
  it('Compose: the files of env_file, then what stands under environment', () => {
    const text = fixtureText('compose/indirect.yaml')
    const places = found(compose.variables?.(text, 'CORALOGIX_PRIVATE_KEY', 'compose.yaml'))
    expect(places.map((place) => place.far)).toEqual([
      { kind: 'file', path: '.env', form: 'env', name: 'CORALOGIX_PRIVATE_KEY' },
      { kind: 'file', path: './secrets/override.env', form: 'env', name: 'CORALOGIX_PRIVATE_KEY' },
      { kind: 'variable', name: 'CORALOGIX_PRIVATE_KEY' },
      { kind: 'file', path: 'worker.env', form: 'env', name: 'CORALOGIX_PRIVATE_KEY' },
      { kind: 'variable', name: 'CORALOGIX_PRIVATE_KEY' },
    ])
  })

  it('Compose: a variable of any name', () => {
    const text = `services:\n  a:\n    image: b\n    environment: {MY_KEY: ${oldKey}}\n`
    const [place] = found(compose.variables?.(text, 'MY_KEY', 'compose.yaml'))
    expect(place).toMatchObject({ agent: 'compose', output: 'a: MY_KEY', kind: 'literal' })
    expect(place === undefined ? '' : valueAt(text, place)).toBe(oldKey)
  })

  it('manifests: whole Secrets before the variable itself', () => {
    const text = fixtureText('kubernetes-configmap/fluent-bit.yaml')
    const places = found(kubernetesConfigmap.variables?.(text, 'CORALOGIX_PRIVATE_KEY', 'a.yaml'))
    expect(places.map((place) => place.target)).toEqual([
      'coralogix-keys/CORALOGIX_PRIVATE_KEY',
      'database/CORALOGIX_PRIVATE_KEY',
      'coralogix-keys/PRIVATE_KEY',
    ])
  })

  it('templates and chart values', () => {
    const template = fixtureText('lambda/serverless.yml')
    expect(found(lambda.variables?.(template, 'PASSWORD', 'serverless.yml'))).toHaveLength(1)
    const values = fixtureText('helm-values/fluentd.yaml')
    expect(found(helmValues.variables?.(values, 'OTHER', 'values.yaml'))).toHaveLength(1)
  })
})

describe('the places of a Secret', () => {
  it('are those of data and of stringData, which wins', () => {
    const text = fixtureText('kubernetes-secret/both-maps.yaml')
    const places = must(secretPlaces(text, 'coralogix-keys', 'PRIVATE_KEY'))
    expect(places.map((place) => [valueAt(text, place), place.quoting])).toEqual([
      [otherKey, 'base64'],
      [oldKey, 'plain'],
    ])
  })

  it('are none where the manifest has no such Secret or key', () => {
    const text = fixtureText('kubernetes-secret/both-maps.yaml')
    expect(must(secretPlaces(text, 'coralogix-keys', 'OTHER'))).toEqual([])
    expect(must(secretPlaces(text, 'other', 'PRIVATE_KEY'))).toEqual([])
  })
})

it('refuses an alias inside of what it refers to', () => {
  const text = 'presets: &x\n  coralogixExporter: {privateKey: a}\n  b: *x\n  c: *x\n'
  expect(failureOf(helmValues.locate(text, hosts, 'values.yaml')).code).toBe('file-invalid')
  expect(failureOf(helmValues.tree(text, 'values.yaml')).code).toBe('file-invalid')
})

describe('what is not a carrier', () => {
  it.each([
    ['a workflow', 'on: push\njobs:\n  a:\n    services:\n      db:\n        image: postgres\n'],
    ['a chart', 'apiVersion: v2\nname: a\nversion: 1.0.0\n'],
    ['another resource', 'apiVersion: monitoring.coreos.com/v1\nkind: ServiceMonitor\nmetadata: {name: a}\n'],
    ['package settings', '{"name": "a", "image": "b", "version": "1"}'],
    ['a Logstash pipeline', 'output {\n  stdout { codec => json }\n}\n'],
    ['other YAML', 'config:\n  env:\n    - name: A\n      value: b\n'],
  ])('%s', (_what, text) => {
    const carriers = [
      'compose',
      'kubernetes-secret',
      'kubernetes-configmap',
      'helm-values',
      'ecs-task',
      'lambda',
      'terraform',
    ]
    expect(carriers).not.toContain(agentOf(text, hosts, 'file')?.id)
  })
})
