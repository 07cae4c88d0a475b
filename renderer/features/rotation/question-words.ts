import type { RotationDetail, RotationTarget } from '../../../shared/rotation.ts'

/** A question's sentences without what stands beside them on the page already. All pure. */

const named = ({ agentName, name }: RotationTarget): string => `${agentName} (${name})`

/** What was seen of the agent and what to do: its name is the title, and the button is the confirmation. */
export function whatToDo(text: string, target: RotationTarget): string {
  const start = `${named(target)}: `
  const said = text.startsWith(start) ? text.slice(start.length) : text
  return said.replace(/ Then confirm that it runs with the (?:new|old) key\.$/, '')
}

/** What an override is about beyond the agents that are asked about one by one. */
export function beyond(text: string, { questions, targets }: RotationDetail): string {
  const asked = targets.filter(({ id }) =>
    questions.some((question) => question.kind === 'confirm' && question.targetId === id),
  )
  const ends = asked.map((target) => [text.indexOf(named(target)), named(target).length] as const)
  if (!text.startsWith('Unconfirmed: ') || ends.length === 0 || ends.some(([at]) => at < 0)) return text
  const end = Math.max(...ends.map(([at, length]) => at + length))
  return text[end] === '.' ? text.slice(end + 1).trim() : text
}
