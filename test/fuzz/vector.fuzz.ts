import fc from 'fast-check'
import { vector } from '../../main/agents/vector.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap, yamlData } from './fuzz.ts'

const note = fc.constantFrom('', '  # note', '\t# größer ☃ 😀', ' # a: "b" {c}')

const sink = fc
  .record({
    name: word,
    q: quote,
    remark: note,
    form: fc.constantFrom('auth', 'request', 'headers', 'protocol', 'remote', 'other'),
    flow: fc.boolean(),
  })
  .map(({ name, q, remark, form, flow }) => {
    const key = `${q}${form === 'other' ? 'not-ours-0123456789' : oldKey}${q}`
    const bearer = `${q}Bearer ${oldKey}${q}`
    const host = form === 'other' ? 'logs.vendor.example' : 'ingress.eu2.coralogix.com'
    const head = [`  ${name}:${remark}`, '    type: http', '    inputs: [in]']
    const uri = `    uri: https://${host}/logs/v1/singles`
    if (form === 'request')
      return [...head, uri, '    request:', '      headers:', `        Authorization: ${bearer}${remark}`]
    if (form === 'headers') return [...head, uri, `    headers: {a: b, authorization: ${bearer}}${remark}`]
    if (form === 'protocol')
      return [
        ...head,
        '    protocol:',
        `      uri: "https://${host}/v1/logs"`,
        `      request: {headers: {authorization: ${bearer}}}`,
      ]
    if (form === 'remote')
      return [...head, `    endpoint: https://${host}/prometheus/v1`, `    headers: {private_key: ${key}}`]
    return flow
      ? [...head, uri, `    auth: {strategy: bearer, token: ${key}}${remark}`]
      : [...head, '    auth:', '      strategy: bearer', `      token: ${key}${remark}`, uri]
  })
const vectorText = fc
  .tuple(
    fc.uniqueArray(sink, { minLength: 1, maxLength: 5, selector: (lines) => lines[0]?.split(':')[0] }),
    note,
    shape,
  )
  .map(([sinks, remark, ends]) =>
    wrap([`# vector`, `sources: {in: {type: stdin}}${remark}`, 'sinks:', ...sinks.flat()], ends),
  )

generated('YAML of Vector', vector, vectorText, 'vector.yaml')
mutated(
  'YAML of Vector',
  vector,
  ['vector', 'anchored', 'windows-bom', 'coralogix-sink'].map((name) => fixtureText(`vector/${name}.yaml`)),
  yamlData,
  'vector.yaml',
)
