import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { Answer, Asked } from '../exchange.ts'
import type { NewAggregationsKey } from './model.ts'
import type { Organization } from './organization.ts'
import { keysPage, pagePath, refusalPage } from './page-html.ts'

/**
 * The vendor's page of API keys, for a person's browser: there is no API that does it. It lists keys and the disabled
 * ones on request, makes one and shows its value in this answer alone, enables and disables. The page asks for no sign-in,
 * so every change carries a token that only the page itself can have read: another web page cannot post here.
 */
export class KeysPage {
  readonly #organization: Organization
  readonly #token = randomBytes(32).toString('base64url')

  constructor(organization: Organization) {
    this.#organization = organization
  }

  /** Null where the request is for something else. */
  answer(asked: Asked): Answer | null {
    const { method, path, query } = asked
    if (path !== pagePath && !path.startsWith(`${pagePath}/`)) return null
    const disabled = new URLSearchParams(query).get('disabled') === 'true'
    if (path === pagePath && method === 'GET') return this.#list(disabled)
    if (method !== 'POST') return page(refusalPage('There is no such page.'), 404)
    if (asked.contentType !== 'application/x-www-form-urlencoded')
      return page(refusalPage('This is no form of this page.'), 415)
    const form = new URLSearchParams(asked.body.toString('utf8'))
    if (!this.#isOurs(form.get('token') ?? ''))
      return page(refusalPage('This form is not from this page as it is now. Nothing was changed.'), 403)
    return path === pagePath ? this.#make(form) : this.#change(path, form)
  }

  #list(disabled: boolean): Answer {
    return page(keysPage({ ...this.#shown(disabled), made: null, problem: null }))
  }

  #make(form: URLSearchParams): Answer {
    const wanted = wishOf(form)
    if (typeof wanted === 'string')
      return page(keysPage({ ...this.#shown(false), made: null, problem: wanted }), 400)
    const { key, value } = this.#organization.create(wanted)
    return page(keysPage({ ...this.#shown(!key.enabled), made: { name: key.name, value }, problem: null }))
  }

  #change(path: string, form: URLSearchParams): Answer {
    const [, id = '', what] = /^\/([^/]+)\/(enable|disable)$/.exec(path.slice(pagePath.length)) ?? []
    if (id === '' || !this.#organization.enable(id, what === 'enable'))
      return page(refusalPage('There is no such key. Nothing was changed.'), 404)
    const seen = form.get('disabled') === 'true' ? '?disabled=true' : ''
    return { status: 303, headers: { location: `${pagePath}${seen}` }, body: '' }
  }

  #shown(disabled: boolean): Pick<Parameters<typeof keysPage>[0], 'keys' | 'disabled' | 'token'> {
    const keys = this.#organization.state.keys.filter(({ enabled }) => enabled || disabled)
    return { keys, disabled, token: this.#token }
  }

  #isOurs(token: string): boolean {
    const [given, own] = [Buffer.from(token), Buffer.from(this.#token)]
    return given.length === own.length && timingSafeEqual(given, own)
  }
}

/** What the form wants, or what is wrong with it. */
function wishOf(form: URLSearchParams): NewAggregationsKey | string {
  const name = (form.get('name') ?? '').trim()
  const permissions = { read: form.has('read'), write: form.has('write') }
  if (name === '' || name.length > 200) return 'Give the key a name of at most 200 characters.'
  if (!permissions.read && !permissions.write) return 'Choose Read, Write or both.'
  return { name, orgWide: form.get('type') !== 'personal', permissions, enabled: form.has('enabled') }
}

const page = ({ html, policy }: ReturnType<typeof keysPage>, status = 200): Answer => ({
  status,
  headers: {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': policy,
    'cache-control': 'no-store',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  },
  body: html,
})
