import { describe, expect, it } from 'vitest'
import { nagios } from '../../../main/agents/nagios.ts'
import { failureOf, hosts, must, newKey, oldKey } from './world.ts'

const url = 'https://ingress.eu2.coralogix.com/nrdp/v1/shop/hosts/'
const define = (line: string): string =>
  `define command{\n  command_name send_nrdp_host\n  command_line ${line}\n}\n`
const values = (text: string): string[] =>
  must(nagios.locate(text, hosts, 'commands.cfg')).map((place) => text.slice(place.start, place.end))

describe('Nagios object files', () => {
  it.each([
    [`send_nrdp.php --url=${url} --token=${oldKey}`, [oldKey]],
    [`send_nrdp.php --token "${oldKey}" --url '${url}'`, [oldKey]],
    [`send_nrdp.sh -u ${url} -t ${oldKey} ; -t ${newKey}`, [oldKey]],
    [`/usr/bin/printf -t other | send_nrdp.sh -u ${url} -t ${oldKey}`, [oldKey]],
    [`send_nrdp.sh -u ${url} -timeout 10`, []],
    [`send_nrdp.php --url=https://nrdp.vendor.example/ --token=${oldKey}`, []],
    [`send_nrdp.php --url=$USER6$ --token=${oldKey}`, []],
    [`check_http --url=${url} --token=${oldKey}`, []],
  ])('finds the tokens of %s', (line, expected) => expect(values(define(line))).toEqual(expected))

  it('leaves alone what a backslash joins to another line, also behind a comment', () => {
    const line = `send_nrdp.php --url=${url} --token=${oldKey}`
    const [place] = must(nagios.locate(define(`${line} \\\n --host=x`), hosts, 'commands.cfg'))
    expect(place?.notEditable).toContain('next line')
    const swallowed = `define command{\n  command_name a\n  # a comment \\\n  command_line ${line}\n}\n`
    expect(values(swallowed)).toEqual([])
  })

  it.each([
    ['command_line outside', 1],
    ['define command{\n  command_name a\ndefine command{\n}\n', 3],
    ['define command{\n  command_name a\n', 1],
    ['define command{\n  --token\n}\n', 2],
    ['define command\n{\n}\n', 1],
    ['}\n', 1],
  ])('refuses %j', (text, line) => {
    const failure = failureOf(nagios.locate(text, hosts, 'commands.cfg'))
    expect(failure).toMatchObject({ code: 'file-invalid' })
    expect(failure.message).toContain(`Line ${line} `)
  })

  it('reads the resource file for a macro, and refuses what else stands there', () => {
    const text = `# macros\n$USER1$=/usr/lib/nagios/plugins\n$USER5$=${oldKey}\n`
    const [place] = must(nagios.variables?.(text, '$USER5$', 'resource.cfg') ?? failed())
    expect(text.slice(place?.start, place?.end)).toBe(oldKey)
    expect(must(nagios.variables?.(text, '$USER6$', 'resource.cfg') ?? failed())).toEqual([])
    expect(failureOf(nagios.locate(`${text}x = 1\n`, hosts, 'resource.cfg')).message).toContain('Line 4')
  })

  it.each([
    ['/etc/nagios4/objects/commands.cfg', '/etc/nagios4/nagios.cfg'],
    ['/etc/nagios4/conf.d/nrdp.cfg', '/etc/nagios4/nagios.cfg'],
    ['/usr/local/nagios/etc/commands.cfg', '/usr/local/nagios/etc/nagios.cfg'],
  ])('is checked from %s through %s', (file, main) => {
    expect(nagios.checkers?.(file)[0]).toEqual(['nagios4', '-v', main])
    const [place] = must(nagios.locate(define(`send_nrdp.php --url=${url} --token=$USER5$`), hosts, file))
    expect(place?.far).toMatchObject({ path: main.replace('nagios.cfg', 'resource.cfg'), name: '$USER5$' })
  })
})

const failed = (): never => {
  throw new Error('no variables')
}
