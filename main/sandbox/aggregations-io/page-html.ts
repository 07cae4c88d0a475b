import { createHash } from 'node:crypto'
import type { AggregationsKey } from './model.ts'

/* Plain HTML with one style and no script; its policy forbids everything else. Every text is escaped on its way in. */

/** Where the page is on the app's server. */
export const pagePath = '/api-keys'

interface Page {
  readonly html: string
  /** The Content-Security-Policy that it is sent with. */
  readonly policy: string
}

const style = `
:root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; margin-bottom: 0; }
h2 { font-size: 1.1rem; margin-top: 2rem; }
.faint { opacity: 0.75; margin-top: 0.25rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: 0.4rem 0.75rem 0.4rem 0; border-bottom: 1px solid #8886; }
fieldset { border: 0; padding: 0; margin: 0 0 0.75rem; }
label { margin-right: 1rem; }
input[name=name] { font: inherit; width: 20rem; max-width: 100%; }
button { font: inherit; padding: 0.2rem 0.75rem; }
.made { border: 2px solid #1a7f7f; border-radius: 6px; padding: 0.5rem 1rem 1rem; margin: 1.5rem 0; }
.problem { border: 2px solid #b3261e; border-radius: 6px; padding: 0.5rem 1rem; margin: 1.5rem 0; }
code { font-size: 0.95rem; overflow-wrap: anywhere; }
`

const policy = [
  `default-src 'none'`,
  `style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

/** Markup that is ready; anything else that goes into `html` is text. */
interface Markup {
  readonly markup: string
}
type Part = string | null | Markup | readonly Markup[]

function written(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string') return part.replace(/[&<>"']/g, (sign) => entities[sign] ?? '')
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.map((string, index) => string + written(parts[index] ?? null)).join(''),
})

const title = 'Sandbox of Aggregations.io'

const whole = (body: Markup): Page => ({
  policy,
  html: html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>API Keys - ${title}</title>
<style>${{ markup: style }}</style>
</head>
<body>
<h1>${title}</h1>
<p class="faint">Part of Keyturn, on this computer only. Nothing here reaches Aggregations.io.</p>
${body}
</body>
</html>
`.markup,
})

/** What is said instead of the keys. */
export const refusalPage = (text: string): Page =>
  whole(html`<p class="problem">${text}</p>\n<p><a href="${pagePath}">API Keys</a></p>`)

/**
 * The list of keys with the form for another. `made`: the key that this answer alone shows the value of. `token`: what
 * makes a form of this page one of ours.
 */
export function keysPage(shown: {
  readonly token: string
  readonly keys: readonly AggregationsKey[]
  readonly disabled: boolean
  readonly made: { readonly name: string; readonly value: string } | null
  readonly problem: string | null
}): Page {
  const { token, keys, disabled, made, problem } = shown
  const filter = disabled
    ? html`<a href="${pagePath}">Hide disabled keys</a>`
    : html`<a href="${pagePath}?disabled=true">Show disabled keys</a>`
  return whole(html`${problem === null ? null : html`<p class="problem" role="alert">${problem}</p>`}
${made === null ? null : madePart(made)}
<h2>API Keys</h2>
<p>${filter}</p>
<table>
<thead><tr><th scope="col">Name</th><th scope="col">Type</th><th scope="col">Permissions</th><th scope="col">State</th><th scope="col">Change</th></tr></thead>
<tbody>
${keys.map((key) => rowOf(key, token, disabled))}
</tbody>
</table>
<h2>Add New</h2>
<form method="post" action="${pagePath}">
<input type="hidden" name="token" value="${token}">
<fieldset><label>Name <input name="name" maxlength="200" required autocomplete="off"></label></fieldset>
<fieldset><legend>Type</legend>
<label><input type="radio" name="type" value="org-wide" checked> Org-Wide</label>
<label><input type="radio" name="type" value="personal"> Personal</label></fieldset>
<fieldset><legend>Permissions</legend>
<label><input type="checkbox" name="read"> Read</label>
<label><input type="checkbox" name="write"> Write</label></fieldset>
<fieldset><label><input type="checkbox" name="enabled" checked> Enabled</label></fieldset>
<button>Add New</button>
</form>`)
}

const madePart = ({ name, value }: { readonly name: string; readonly value: string }): Markup =>
  html`<section class="made" aria-label="The new key">
<h2>${name} is made</h2>
<p>This is the only time that its value is shown.</p>
<p><code id="value">${value}</code></p>
<p><a download="${fileName(name)}" href="data:text/plain;charset=utf-8,${encodeURIComponent(value)}">Download as a text file</a></p>
</section>`

/** A name that every file system takes. */
const fileName = (name: string): string => `${name.replace(/[^A-Za-z0-9._-]+/g, '-').slice(0, 80)}.txt`

function rowOf(key: AggregationsKey, token: string, disabled: boolean): Markup {
  const { id, name, orgWide, permissions, enabled } = key
  const may = [permissions.read ? 'Read' : '', permissions.write ? 'Write' : ''].filter(Boolean).join(', ')
  const change = enabled ? 'disable' : 'enable'
  return html`<tr><th scope="row">${name}</th><td>${orgWide ? 'Org-Wide' : 'Personal'}</td><td>${may}</td><td>${enabled ? 'Enabled' : 'Disabled'}</td>
<td><form method="post" action="${pagePath}/${id}/${change}"><input type="hidden" name="token" value="${token}"><input type="hidden" name="disabled" value="${String(disabled)}"><button aria-label="${enabled ? 'Disable' : 'Enable'} ${name}">${enabled ? 'Disable' : 'Enable'}</button></form></td></tr>
`
}
