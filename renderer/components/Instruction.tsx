import { CodeLine } from './CodeLine.tsx'
import { commandIn } from './command-in.ts'

/** What to do, as a sentence; the command in it, where there is one, as a line to copy. */
export function Instruction({ text }: { readonly text: string }) {
  const command = commandIn(text)
  // A sentence that ends with its command need not say it twice.
  const lead = command && text.replace(/\.$/, '').endsWith(`: ${command}`) ? text.indexOf(`: ${command}`) : -1
  return (
    <>
      <span>{lead < 0 ? text : text.slice(0, lead + 1)}</span>
      {command && <CodeLine command={command} />}
    </>
  )
}
