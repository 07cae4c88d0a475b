import type { FarEnd } from '../agent.ts'

/** What stands before the key in a stored secret, such as a whole header. */
const printed = (before: string): string =>
  before === ''
    ? "keyturn key value KEY_ID | tr -d '\\n'"
    : `{ printf '${before}'; keyturn key value KEY_ID | tr -d '\\n'; }`

/**
 * The far end of a reference to a cloud's secret: an ARN of Secrets Manager or of a parameter, or a parameter's
 * name. `before`: what the stored text holds before the key. Null for anything else.
 */
export function cloudSecret(reference: string, before = ''): FarEnd | null {
  const parts = reference.split(':')
  if (/^arn:[\w-]+:secretsmanager:/.test(reference))
    return secretsManager(parts.slice(0, 7).join(':'), parts[7] ?? '', before)
  if (/^arn:[\w-]+:ssm:/.test(reference)) {
    const path = /:parameter\/(.+)$/.exec(reference)?.[1]
    // The name of a parameter in a hierarchy starts with a slash, which its ARN leaves out.
    return path === undefined ? null : parameter(path.includes('/') ? `/${path}` : path, before)
  }
  return /^\/?[\w.-]+(?:\/[\w.-]+)*$/.test(reference) ? parameter(reference, before) : null
}

/** A secret of AWS Secrets Manager by ARN or name; `field` where the key is one field of a JSON text. */
export function secretsManager(id: string, field: string, before = ''): FarEnd {
  const put = `aws secretsmanager put-secret-value --secret-id ${shellWord(id)} --secret-string file:///dev/stdin`
  const read = `aws secretsmanager get-secret-value --secret-id ${shellWord(id)} --query SecretString --output text`
  // The other fields have to stay: they are read, the one is replaced, and all are written back.
  const merged = `jq -cs ${shellWord(`.[0] + {${JSON.stringify(field)}: .[1]}`)}`
  const text = field === '' ? printed(before) : `{ ${read}; keyturn key value KEY_ID | jq -R .; } | ${merged}`
  return {
    kind: 'outside',
    what: `the AWS secret ${id}${field === '' ? '' : `, field ${field}`}`,
    command: `${text} | ${put}`,
  }
}

/** A parameter of AWS Systems Manager by name. */
export const parameter = (name: string, before = ''): FarEnd => ({
  kind: 'outside',
  what: `the AWS parameter ${name}`,
  command: `${printed(before)} | aws ssm put-parameter --name ${shellWord(name)} --type SecureString --overwrite --value file:///dev/stdin`,
})

const shellWord = (text: string): string =>
  /^[\w./:=@+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`
