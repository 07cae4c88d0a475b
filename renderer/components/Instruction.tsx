import { CodeLine } from './CodeLine.tsx'
import { commandIn } from './command-in.ts'

/** What to do, as a sentence; the command in it, where there is one, again as a line to copy. */
export function Instruction({ text }: { readonly text: string }) {
  const command = commandIn(text)
  return (
    <>
      <span>{text}</span>
      {command && <CodeLine command={command} />}
    </>
  )
}
