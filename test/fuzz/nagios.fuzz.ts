import fc from 'fast-check'
import { nagios } from '../../main/agents/nagios.ts'
import { fixtureText, oldKey } from '../unit/agents/world.ts'
import { generated, mutated, quote, shape, word, wrap } from './fuzz.ts'

const command = fc
  .record({
    form: fc.constantFrom('long', 'blank', 'short', 'other', 'macro'),
    q: quote,
    tight: fc.boolean(),
    note: fc.constantFrom('', ' ; a "note', '\t; --token=not-ours'),
    extra: word,
  })
  .map(({ form, q, tight, note, extra }) => {
    const host = form === 'other' ? 'nrdp.vendor.example' : 'ingress.eu2.coralogix.com'
    const key = form === 'other' ? 'not-ours-0123456789' : form === 'macro' ? '$USER5$' : oldKey
    const url = `https://${host}/nrdp/v1/shop/${extra}/`
    const options =
      form === 'short'
        ? `-u ${url} -t ${q}${key}${q}`
        : `--token${form === 'blank' ? ' ' : '='}${q}${key}${q} --url=${q}${url}${q}`
    return [
      `define command${tight ? '{' : ' {'}`,
      `\tcommand_name\tsend_${extra}`,
      '  # größer ☃',
      `    command_line  $USER1$/send_nrdp.php ${options} --output="$HOSTOUTPUT$|$HOSTPERFDATA$"${note}`,
      ' }',
    ]
  })
const objectsText = fc
  .tuple(fc.array(command, { minLength: 1, maxLength: 4 }), shape)
  .map(([commands, ends]) => wrap(['# commands', '', ...commands.flat()], ends))

const macro = fc.tuple(fc.integer({ min: 1, max: 32 }), fc.boolean(), word)
const resourceText = fc.tuple(fc.array(macro, { minLength: 1, maxLength: 6 }), shape).map(([macros, ends]) =>
  wrap(
    macros.flatMap(([number, ours, extra]) => [
      '# a macro',
      `$USER${number}$=${ours ? oldKey : `/not-ours/${extra}`}`,
    ]),
    ends,
  ),
)

/** The format read in the plainest way: the words of every line. */
const plain = (text: string): unknown => text.split(/\r?\n/).map((each) => each.trim().split(/[ \t]+/))
const bases = (...names: string[]): string[] => names.map((name) => fixtureText(`nagios/${name}`))

generated('Nagios objects', nagios, objectsText, 'commands.cfg')
generated('Nagios resource file', nagios, resourceText, 'resource.cfg')
mutated(
  'Nagios objects',
  nagios,
  bases('commands.cfg', 'indirect.cfg', 'windows-bom.cfg'),
  plain,
  'commands.cfg',
)
mutated('Nagios resource file', nagios, bases('resource.cfg'), plain, 'resource.cfg')
