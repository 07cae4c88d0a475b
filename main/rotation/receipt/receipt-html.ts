import { createHash } from 'node:crypto'
import { cleanText } from '../../providers/vendor-text.ts'
import { counted, durationWords, stepTitle } from '../words.ts'
import type { Receipt } from './receipt-schema.ts'
import { receiptStyle } from './receipt-style.ts'

/*
 * The page is text and one style: no script, no picture, nothing from elsewhere, and its own policy forbids all of it.
 * Names come from vendors and file systems, so every text is cleaned and escaped on its way in.
 */

const policy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(receiptStyle).digest('base64')}'; base-uri 'none'; form-action 'none'`

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
type Part = string | number | null | Markup | readonly Markup[]

const escaped = (text: string): string => cleanText(text).replace(/[&<>"']/g, (sign) => entities[sign] ?? '')

function written(part: Part): string {
  if (part === null) return ''
  if (typeof part === 'string' || typeof part === 'number') return escaped(String(part))
  return 'markup' in part ? part.markup : part.map(({ markup }) => markup).join('')
}

const html = (strings: TemplateStringsArray, ...parts: readonly Part[]): Markup => ({
  markup: strings.map((string, index) => string + written(parts[index] ?? null)).join(''),
})

/** A receipt as one page for people: readable and printable anywhere, without Keyturn. */
export function receiptHtml(receipt: Receipt): string {
  const { rotation, oldKey } = receipt
  return `${
    html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Rotation of ${oldKey.name}</title>
<style>${{ markup: receiptStyle }}</style>
</head>
<body>
<h1>Rotation of ${oldKey.name}</h1>
<p class="${rotation.state === 'failed' ? 'failed' : 'plain'}">${stateWords[rotation.state]}. ${rotation.sentence}</p>
<p>${rotation.safe}</p>
<p class="faint">Written by Keyturn on ${time(receipt.writtenAt)}. It holds no value of a key.</p>
${facts(receipt)}
${agents(receipt)}
${evidence(receipt)}
${files(receipt)}
${audit(receipt)}
</body>
</html>
`.markup
  }`
}

const stateWords: Record<Receipt['rotation']['state'], string> = {
  running: 'Not ended',
  waiting: 'Waiting',
  'needs-you': 'Needs you',
  failed: 'Failed',
  done: 'Done',
  undone: 'Undone',
}

const modeWords: Record<Receipt['rotation']['mode'], string> = {
  planned: 'planned',
  leaked: 'leaked: the new key first',
  'leaked-cut-first': 'leaked: the old key was to be cut first',
}

const outcomeWords: Record<Receipt['evidence'][number]['outcome'], string> = {
  ok: 'seen to hold',
  failed: 'failed',
  unproven: 'not proven',
  word: "the user's word",
  skipped: 'skipped',
}

const doorWords = { app: 'the app', terminal: 'the terminal', system: 'Keyturn itself' } as const

/** A time for auditors: to the second, in UTC. */
const time = (at: string): string => at.replace('T', ' ').replace(/(?:\.\d+)?Z$/, ' UTC')

function facts({ rotation, account, oldKey, newKey }: Receipt): Markup {
  const { settings } = rotation
  const rows: readonly (readonly [string, Part])[] = [
    ['Old key', html`${oldKey.name} <code>${oldKey.id}</code>`],
    ['New key', newKey === null ? 'none' : html`${newKey.name} <code>${newKey.id}</code>`],
    ['Account', html`${account.name} (${account.provider}) <code>${account.id}</code>`],
    [
      'Started',
      `${time(rotation.startedAt)}, by ${rotation.startedBy}${rotation.startedFrom ? `, from ${doorWords[rotation.startedFrom]}` : ''}`,
    ],
    ['Last change', time(rotation.updatedAt)],
    ['Mode', `${modeWords[rotation.mode]}${rotation.direction === 'back' ? '; undone or being undone' : ''}`],
    [
      'Settings',
      `Watched for ${durationWords(settings.watchSeconds)}, soak ${durationWords(settings.soakSeconds)}, grace period ${durationWords(settings.graceSeconds)}, marked line ${settings.canary ? 'consented' : 'not consented'}`,
    ],
    [
      'Override',
      rotation.overriddenAt === null
        ? 'none'
        : `The cut was allowed although uses were unconfirmed: ${time(rotation.overriddenAt)}`,
    ],
    ['Rotation', html`<code>${rotation.id}</code>`],
  ]
  return html`<h2>What was done</h2>
<dl>${rows.map(([name, value]) => html`<dt>${name}</dt><dd>${value}</dd>`)}</dl>`
}

const reloadWords: Record<Receipt['targets'][number]['reload'], string> = {
  http: 'by Keyturn, at its own address',
  command: 'by Keyturn, with a command',
  none: 'not needed',
  word: 'by the user',
}

function agents({ targets }: Receipt): Markup {
  if (targets.length === 0) return html`<h2>Agents</h2><p>No use of the key was known.</p>`
  const rows = targets.map(
    (target) => html`<tr><td>${target.agentName}</td><td><code>${target.name}</code></td>
<td>${target.uses.map(({ file, line, output }) => html`<code>${file}:${line}</code> ${output}<br>`)}${target.outside}</td>
<td>${reloadWords[target.reload]}</td></tr>`,
  )
  return html`<h2>Agents</h2>
<table><thead><tr><th>Agent</th><th>Config</th><th>Where the key stood</th><th>Reloaded</th></tr></thead>
<tbody>${rows}</tbody></table>`
}

function evidence({ evidence: list, targets }: Receipt): Markup {
  const rows = list.map((row) => {
    const target = targets.find(({ id }) => id === row.targetId)
    return html`<tr><td class="number">${row.seq}</td><td class="time">${time(row.at)}</td><td>${stepTitle(row.step)}</td>
<td>${target?.agentName ?? ''}</td><td class="${row.outcome === 'failed' ? 'failed' : 'plain'}">${outcomeWords[row.outcome]}</td>
<td>${row.text}</td><td class="number">${row.auditSeq}</td></tr>`
  })
  return html`<h2>Evidence</h2>
<table><thead><tr><th>No.</th><th>Time</th><th>Step</th><th>Agent</th><th>Outcome</th><th>What was seen</th><th>Audit</th></tr></thead>
<tbody>${rows}</tbody></table>`
}

function files({ evidence: list }: Receipt): Markup {
  const rows = list.flatMap((row) =>
    row.files.map(
      (
        file,
      ) => html`<tr><td class="number">${row.seq}</td><td><code>${file.file}</code></td><td>${counted(file.places, 'place')}</td>
<td><code>${file.sha256Before}</code></td><td><code>${file.sha256After}</code></td></tr>`,
    ),
  )
  if (rows.length === 0) return html`<h2>Files</h2><p>No file was written.</p>`
  return html`<h2>Files</h2>
<table><thead><tr><th>Evidence</th><th>File</th><th>Changed</th><th>SHA-256 before</th><th>SHA-256 after</th></tr></thead>
<tbody>${rows}</tbody></table>`
}

function audit({ audit: list, chain, contentHash }: Receipt): Markup {
  const held = chain.held
    ? html`<p>The whole audit of this machine held when this was written: no entry was changed or removed.</p>`
    : html`<p class="failed">The audit did not hold when this was written: entry ${chain.brokenAt} does not fit the one before it.</p>`
  const rows = list.map(
    (
      entry,
    ) => html`<tr><td class="number">${entry.seq}</td><td class="time">${time(entry.at)}</td><td>${entry.actor}</td>
<td>${entry.action}<br>${entry.text}</td><td><code>${entry.previousHash}</code><br><code>${entry.hash}</code></td></tr>`,
  )
  return html`<h2>Audit</h2>
${held}
<table><thead><tr><th>No.</th><th>Time</th><th>From</th><th>Entry</th><th>Hash before, and own hash</th></tr></thead>
<tbody>${rows}</tbody></table>
<p class="faint">Each hash is SHA-256 of JSON.stringify([hash before, number, time, from, action, text, account id, key id]).
Where a text has signs that cannot be seen, it is exact in the JSON receipt alone.</p>
<p class="faint">Content: <code>${contentHash}</code></p>`
}
