import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Audit } from '../../../../main/audit.ts'
import { Database } from '../../../../main/database/sqlite.ts'
import { concernedEntries, receiptJson, receiptOf } from '../../../../main/rotation/receipt/receipt.ts'
import { receiptHtml } from '../../../../main/rotation/receipt/receipt-html.ts'
import type { Receipt } from '../../../../main/rotation/receipt/receipt-schema.ts'
import { verifyReceipt } from '../../../../main/rotation/receipt/verify.ts'
import type { RecordedEvidence, RotationRecord } from '../../../../main/rotation/rotation-record.ts'
import { scanFiles } from '../../../../main/scan/scan-files.ts'
import type { ScanMessage } from '../../../../main/scan/scan-job.ts'
import { fingerprintUnder } from '../../../../main/vault/fingerprints.ts'
import { acme } from '../../../fakes/keys.ts'
import { at, evidence, fluentBit, made, prometheus, proven, record } from '../samples.ts'

const value = 'cxtp_Fixture1111111111111111111111'
const secret = () => new Uint8Array(32).fill(7)

let home = ''
let database: Database
let audit: Audit

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'keyturn-receipt-'))
  const opened = Database.open(home)
  if (!opened.ok) throw new Error(opened.failure.message)
  database = opened.value
  audit = new Audit(database, { now: () => new Date(at(5)) }, 'terminal')
})

afterEach(() => {
  database.close()
  rmSync(home, { recursive: true, force: true })
})

/** A rotation whose evidence has its entries in a real audit, with others' entries between. */
function receipt(more: Partial<RotationRecord> = {}, rows = evidence(...proven, ['cut', 'ok'])): Receipt {
  const of = record({ ...made, state: 'waiting', step: 'soak', ...more })
  audit.record('key.copy', 'Copied another key', null)
  audit.record('rotation.start', `Began to replace ${of.keyName}`, of.ref)
  const recorded = rows.map((row): RecordedEvidence => {
    const hashes = row.files.map(
      ({ file, sha256Before, sha256After }) => `${file} ${sha256Before} ${sha256After}`,
    )
    audit.record(`rotation.${row.step}`, [row.text, ...hashes].join('; '), of.ref)
    const auditSeq = audit.list(of.ref, 1)[0]?.seq ?? 0
    if (row.step === 'write') audit.record('key.copy', 'Copied another key', null)
    return { ...row, auditSeq }
  })
  return receiptOf({
    record: of,
    evidence: recorded,
    summary: { sentence: 'It soaks.', safe: 'The new key works and is proven.' },
    account: { id: acme, name: 'acme', provider: 'coralogix' },
    entries: concernedEntries(audit, of, recorded),
    brokenAt: audit.firstBroken(),
    now: new Date(at(60)),
  })
}

describe('the receipt of a rotation', () => {
  it('tells who did what and when, and its hashes can be recomputed', () => {
    const shown = receipt()
    expect(shown).toMatchObject({
      version: 1,
      rotation: { startedBy: 'ada', startedFrom: 'terminal', state: 'waiting' },
      account: { name: 'acme', provider: 'coralogix' },
      oldKey: { id: 'old-key', name: 'edge-eu2' },
      newKey: { id: 'new-key', name: 'edge-eu2' },
      chain: { held: true, brokenAt: null },
    })
    expect(shown.audit.map(({ action }) => action)).toEqual([
      'rotation.start',
      ...proven.map(([step]) => `rotation.${step}`),
      'rotation.cut',
    ])
    expect(verifyReceipt(receiptJson(shown))).toEqual({
      holds: true,
      sentence: 'All 10 audit entries and the content fit their hashes.',
    })
  })

  it('leaves out the entries of the next rotation of the same key', () => {
    const first = receipt()
    audit.record('rotation.start', 'Began again', record().ref)
    const again = concernedEntries(audit, record(), [])
    expect(again.map(({ seq }) => seq)).toEqual(first.audit.map(({ seq }) => seq))
  })

  it('holds no command and no address that somebody typed', () => {
    const typed = { controlUrl: 'http://ada:hunter2@127.0.0.1:9090', reloadCommand: 'reload --token hunter2' }
    const target = { ...prometheus, ...typed, reloadText: 'Runs reload --token hunter2.' }
    const shown = receipt({ targets: [target, fluentBit] })
    expect(receiptJson(shown) + receiptHtml(shown)).not.toContain('hunter2')
  })

  it('shows a person the agents, the evidence, the files and the audit', () => {
    const page = receiptHtml(receipt())
    for (const part of [
      'Rotation of edge-eu2',
      'Waiting. It soaks.',
      'by ada, from the terminal',
      'remote_write[0]',
      'seen to hold',
      'a'.repeat(64),
      'b'.repeat(64),
      'The whole audit of this machine held',
    ]) {
      expect(page).toContain(part)
    }
  })

  it('says that a failed one failed, and that an audit did not hold', () => {
    const shown = receipt({ state: 'failed' })
    const page = receiptHtml({ ...shown, chain: { held: false, brokenAt: 7 } })
    expect(page).toContain('<p class="failed">Failed. It soaks.</p>')
    expect(page).toContain('entry 7 does not fit the one before it')
  })
})

describe('a hostile name in a receipt', () => {
  const hostile = '"><script>alert(1)</script>\u202e\u2066gpj\u0007\n</style><img src=x onerror=alert(1)>'
  const shown = () =>
    receipt(
      {
        keyName: hostile,
        startedBy: hostile,
        targets: [{ ...prometheus, name: hostile, agentName: hostile, files: [hostile] }],
      },
      evidence(['create', 'ok', null, hostile]),
    )

  it('is text in the page', () => {
    const page = receiptHtml(shown())
    expect(page).not.toMatch(/<script|<img|onerror=alert\(1\)>/)
    expect(page.split('</style>')).toHaveLength(2)
    expect(page).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;')
    // Every quote of a text is written as an entity, so that no text leaves its attribute.
    expect(page.match(/<[a-z][^>]*\son\w+=/g)).toBeNull()
  })

  it('cannot be seen and cannot hide in the JSON, which still holds', () => {
    const document = receiptJson(shown())
    expect(document).not.toMatch(/[\u202a-\u202e\u2066-\u2069]/)
    expect(JSON.parse(document).oldKey.name).toBe(hostile)
    expect(verifyReceipt(document).holds).toBe(true)
  })

  it('finds a page that loads nothing and runs nothing', () => {
    const page = receiptHtml(shown())
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1]
    expect(policy).toMatch(
      /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]{44}'; base-uri 'none'; form-action 'none'$/,
    )
    expect(page.indexOf('Content-Security-Policy')).toBeLessThan(page.indexOf('<title>'))
    expect(page).not.toMatch(/\b(?:src|href|style)=(?!x onerror)|url\(|@import|https?:/)
  })
})

describe('checking a receipt', () => {
  it('finds every line that was changed', () => {
    const lines = receiptJson(receipt()).split('\n')
    const harmed = lines.flatMap((line, index) => {
      // The first letter or figure behind the name becomes another one.
      const changed = line.replace(
        /^(\s*(?:"\w+": )?"?)([A-Za-z0-9])/,
        (_all, before: string, sign: string) =>
          before + (sign === 'a' ? 'b' : sign === '1' ? '2' : sign <= '9' ? '1' : 'a'),
      )
      return changed === line ? [] : [{ line, document: lines.with(index, changed).join('\n') }]
    })
    expect(harmed.length).toBeGreaterThan(100)
    expect(harmed.filter(({ document }) => verifyReceipt(document).holds).map(({ line }) => line)).toEqual([])
  })

  it('names the first thing that does not fit', () => {
    const whole = receipt()
    const changed = (change: (shown: Receipt) => Receipt) =>
      verifyReceipt(receiptJson(change(whole))).sentence
    const entry = (shown: Receipt, index: number, more: object) => ({
      ...shown,
      audit: shown.audit.map((one, n) => (n === index ? { ...one, ...more } : one)),
    })
    expect(changed((shown) => entry(shown, 1, { text: 'Another text' }))).toBe(
      'Audit entry 3 does not fit its hash.',
    )
    expect(changed((shown) => ({ ...shown, audit: shown.audit.toReversed() }))).toMatch(/out of its order/)
    expect(changed((shown) => ({ ...shown, audit: shown.audit.slice(0, 3) }))).toMatch(
      /^Evidence 3 has no audit entry/,
    )
    expect(
      changed((shown) => ({
        ...shown,
        evidence: shown.evidence.map((row) => ({ ...row, text: 'It went well.' })),
      })),
    ).toBe('Evidence 1 does not fit audit entry 3.')
    expect(changed((shown) => ({ ...shown, oldKey: { ...shown.oldKey, name: 'other' } }))).toBe(
      'The content does not fit its hash: something beside the audit entries was changed.',
    )
  })

  it('refuses what is no receipt', () => {
    expect(verifyReceipt('{').sentence).toBe('This is not a JSON document.')
    expect(verifyReceipt('[]').holds).toBe(false)
    expect(verifyReceipt(receiptJson({ ...receipt(), version: 2 } as unknown as Receipt)).sentence).toBe(
      'This is not a receipt that this version knows: see version.',
    )
  })
})

describe('a scan of a receipt', () => {
  it('finds no value in it', async () => {
    const shown = receipt()
    const folder = mkdtempSync(join(home, 'scan-'))
    writeFileSync(join(folder, 'receipt.json'), receiptJson(shown))
    writeFileSync(join(folder, 'receipt.html'), receiptHtml(shown))
    const found = async () => {
      const messages: ScanMessage[] = []
      const job = {
        roots: [folder],
        histories: [],
        honourIgnoreFiles: false,
        hosts: [{ domain: 'coralogix.com', provider: 'coralogix' as const }],
        known: [fingerprintUnder(secret(), value)],
        fingerprintKey: secret(),
        recorded: [],
      }
      await scanFiles(
        job,
        (message) => messages.push(message),
        () => false,
      )
      return JSON.stringify(messages)
    }
    const clean = await found()
    expect(clean).not.toContain('fingerprint')
    // The same scan finds one that is there.
    writeFileSync(join(folder, 'note.txt'), `key ${value}\n`)
    expect(await found()).toContain('fingerprint')
  })
})
