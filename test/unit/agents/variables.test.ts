import { describe, expect, it } from 'vitest'
import type { Agent } from '../../../main/agents/agent.ts'
import { dotenv } from '../../../main/agents/dotenv.ts'
import { launchd } from '../../../main/agents/launchd.ts'
import { keysIn } from '../../../main/agents/locators/key-variables.ts'
import { failureOf, fixtureText, hosts, must, oldKey } from './world.ts'

function variables(agent: Agent, text: string, name: string, file = 'file') {
  if (agent.variables === undefined) throw new Error(`${agent.id} has no variables`)
  return must(agent.variables(text, name, file)).map((place) => ({
    text: text.slice(place.start, place.end),
    ...place,
  }))
}

describe('a variable of any name', () => {
  it('is found in a .env file, every time that it is set', () => {
    const text = `ANY=first\nexport ANY="${oldKey}" # last\nANYTHING=else\n`
    expect(variables(dotenv, text, 'ANY').map((place) => place.text)).toEqual(['first', oldKey])
    expect(variables(dotenv, text, 'NONE')).toEqual([])
  })

  it('is the token alone where a scheme stands before it, and empty where nothing is set', () => {
    const text = `AUTH="Bearer ${oldKey}"\nNEXT=\nOTHER=\${AUTH}\n`
    expect(variables(dotenv, text, 'AUTH')[0]).toMatchObject({ text: oldKey, quoting: 'double' })
    expect(variables(dotenv, text, 'NEXT')[0]).toMatchObject({ text: '', kind: 'literal' })
    expect(variables(dotenv, text, 'OTHER')[0]).toMatchObject({ kind: 'env', target: 'AUTH' })
  })

  it('is doubtful where systemd and others read another value', () => {
    const text = `; systemd only\nANY=${oldKey} # note\nexport MORE=${oldKey}\nSAFE=${oldKey}\n`
    const file = '/etc/default/otelcol'
    expect(variables(dotenv, text, 'ANY', file)[0]?.notEditable).toContain('systemd')
    expect(variables(dotenv, text, 'MORE', file)[0]?.notEditable).toContain('export')
    expect(variables(dotenv, text, 'SAFE', file)[0]?.notEditable).toBeUndefined()
    expect(failureOf(dotenv.locate(text, hosts, '.env')).code).toBe('file-invalid')
  })

  it('is found in a launchd property list', () => {
    const text = fixtureText('launchd/com.coralogix.otelcol.plist')
    expect(variables(launchd, text, 'CORALOGIX_PRIVATE_KEY')[0]).toMatchObject({
      text: oldKey,
      quoting: 'xml',
    })
    expect(variables(launchd, text, 'PROXY_PASSWORD')[0]?.notEditable).toContain('entities')
    expect(failureOf(launchd.locate('bplist00', hosts, 'x.plist')).code).toBe('file-not-editable')
    const twice = `<plist><dict/><dict/></plist>`
    expect(failureOf(launchd.locate(twice, hosts, 'x.plist')).code).toBe('file-invalid')
  })
})

describe('CORALOGIX_API_KEY', () => {
  const meaning = (...neighbours: string[]) => {
    const all = ['CORALOGIX_API_KEY', ...neighbours].map((name) => ({ name, value: 'x' }))
    return all[0] === undefined ? undefined : keysIn(all[0], all, hosts)[0]
  }

  it('is what its neighbours say', () => {
    expect(meaning('APP_NAME')).toMatchObject({ agent: 'lambda', takes: ['send-your-data'], doubt: null })
    expect(meaning('CORALOGIX_ENV')).toMatchObject({ takes: ['team', 'personal'], doubt: null })
  })

  it('is doubtful where they say nothing, or both', () => {
    expect(meaning()?.doubt).toContain('management key')
    expect(meaning('CORALOGIX_DOMAIN')?.doubt).toContain('management key')
    expect(meaning('APP_NAME', 'CORALOGIX_ENV')?.doubt).toContain('management key')
  })
})
