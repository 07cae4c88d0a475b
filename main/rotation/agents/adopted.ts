import type { Adoption, AgentAddress, AgentReading } from '../rotation-ports.ts'
import { isHere, reads } from './ways.ts'

/** Two times that were reckoned from how long something lasted may differ by so much, in milliseconds. */
const jitter = 2_000
const minute = 60_000

/**
 * Whether an agent runs with what was written at `writtenAt`. Pure and strict: only what cannot be true of an agent
 * that kept the old configuration is `ok`. The best proof compares with `before` where that was taken between the
 * write and the reload: then it does not matter whether the agent's clock goes right.
 */
export function adopted(
  agent: AgentAddress,
  before: AgentReading | null,
  after: AgentReading | null,
  writtenAt: string,
): Adoption {
  const name = agent.agentName
  if (after === null)
    return before === null
      ? { outcome: 'unproven', text: `${name} cannot be asked, and its process was not found.` }
      : { outcome: 'later', text: `${name} could be seen before and cannot now.` }
  const seen: Seen = { agent, before, after, written: Date.parse(writtenAt) }
  const restart = after.startedAt !== null && isNew(seen, 'startedAt')
  if (reads(agent)) return sentSince(seen, restart)
  const refused = refusedReload(seen)
  if (refused !== null) return refused
  if (restart) return ok(`${name} started at ${at(after.startedAt)}, after the file was written`, seen)
  if (reloadsSince(seen) < 0)
    return ok(`${name} counts its reloads from the beginning again: it was restarted after the write`, null)
  if (agent.carriedBy === 'environment') return environment(seen)
  if (after.lastReloadAt !== null && isNew(seen, 'lastReloadAt'))
    return ok(
      `${name} loaded its configuration at ${at(after.lastReloadAt)}, after the file was written`,
      seen,
    )
  if (reloadsSince(seen) > 0)
    return ok(`${name} counts ${reloadsWord(after)} and counted ${before?.reloads} before`, null)
  return notYet(seen, nearWrite(seen))
}

interface Seen {
  readonly agent: AgentAddress
  readonly before: AgentReading | null
  readonly after: AgentReading
  readonly written: number
}

/** What changed since `before` changed since the write as well. */
const beforeIsLater = ({ before, written }: Seen): boolean =>
  before !== null && Date.parse(before.at) >= written

/**
 * Whether a time of the agent lies after the write. By the clock that both have in common; on another machine its
 * clock may differ, so there the time must have moved as well.
 */
function isNew(seen: Seen, name: 'startedAt' | 'lastReloadAt'): boolean {
  const now = seen.after[name]
  const then = seen.before?.[name] ?? null
  if (now === null) return false
  const moved = then !== null && Date.parse(now) - Date.parse(then) > jitter
  if (moved && beforeIsLater(seen)) return true
  const later = Date.parse(now) > seen.written
  return sameClock(seen.agent) || then === null ? later : later && moved
}

const sameClock = (agent: AgentAddress): boolean => agent.host === null && isHere(agent.controlUrl)

/**
 * A count has no time. What was counted just before the write is taken as counted at the write: a reload by somebody
 * else would have to fall into that minute, and ours to be lost.
 */
const nearWrite = ({ before, written }: Seen): boolean =>
  before !== null && Date.parse(before.at) >= written - minute

/** By how much the count of reloads has changed since the write; 0 also where that is not known. */
function reloadsSince(seen: Seen): number {
  const [before, after] = [seen.before?.reloads ?? null, seen.after.reloads]
  return nearWrite(seen) && before !== null && after !== null ? after - before : 0
}

/** A reload that failed since `before`. One that had failed already then may not be ours: the next may be good. */
function refusedReload({ agent, before, after }: Seen): Adoption | null {
  if (after.lastReloadOk !== false) return null
  const name = agent.agentName
  return before !== null && before.lastReloadOk !== false
    ? {
        outcome: 'failed',
        text: `${name} says that its last reload failed: it runs with the old configuration.`,
      }
    : { outcome: 'later', text: `${name} says that its last reload failed.` }
}

function environment({ agent, after }: Seen): Adoption {
  const name = agent.agentName
  return after.startedAt === null
    ? {
        outcome: 'unproven',
        text: `${name} does not say when it started, and only a restart gives it the new key.`,
      }
    : {
        outcome: 'later',
        text: `${name} has run since ${at(after.startedAt)}, before the file was written: only a restart gives it the new key.`,
      }
}

/** Nothing proves it so far. `later` only where a reload would show. */
function notYet({ agent, after, written }: Seen, counted: boolean): Adoption {
  const name = agent.agentName
  if (after.lastReloadAt !== null) {
    const loaded = `${name} last loaded its configuration at ${at(after.lastReloadAt)}`
    return Date.parse(after.lastReloadAt) > written
      ? { outcome: 'later', text: `${loaded} by its own clock, as it said before the reload.` }
      : { outcome: 'later', text: `${loaded}${byItsClock(agent)}, not after the file was written.` }
  }
  if (after.reloads !== null)
    return counted
      ? { outcome: 'later', text: `${name} still counts ${reloadsWord(after)}: it has not reloaded.` }
      : {
          outcome: 'unproven',
          text: `${name} counts ${reloadsWord(after)}; how many it counted before the write is not known.`,
        }
  return {
    outcome: 'unproven',
    text:
      after.startedAt === null
        ? `${name} says nothing that shows a reload.`
        : `${name} has run since ${at(after.startedAt)}; whether it reloaded since then cannot be seen.`,
  }
}

/** For a key that it reads again by itself: what it sent since the write it sent with the new one. */
function sentSince(seen: Seen, restarted: boolean): Adoption {
  const { agent, before, after, written } = seen
  const itself = `${agent.agentName} reads the key file by itself`
  if (after.sent === null) return { outcome: 'unproven', text: `${itself}, and does not say what it sends.` }
  const refused = (after.failed ?? 0) > (before?.failed ?? 0)
  // A queue says how new the newest is of what was answered: taken, where nothing was refused.
  if (before !== null && !refused && after.newestAt !== undefined && Date.parse(after.newestAt) > written)
    return ok(`${itself} and has sent what is newer than the write (${at(after.newestAt)})`, seen)
  const again = restarted || (before?.sent != null && after.sent < before.sent)
  const base = again ? 0 : before?.sent
  const sent = base == null ? 0 : after.sent - (after.underWay ?? 0) - base
  if (sent > 0 && (beforeIsLater(seen) || restarted))
    return ok(`${itself} and has sent ${sent} since it was written`, null)
  return {
    outcome: 'later',
    text: refused
      ? `${itself}, and more was refused since then.`
      : `${itself} and is not seen to have sent anything since it was written.`,
  }
}

/** `by`: given where the proof rests on a time of the agent, which may be another machine's. */
const ok = (text: string, by: Seen | null): Adoption => ({
  outcome: 'ok',
  text: `${text}${by === null || beforeIsLater(by) ? '' : byItsClock(by.agent)}.`,
})

const byItsClock = (agent: AgentAddress): string =>
  sameClock(agent) ? '' : " by its own clock, which may differ from this machine's"

const at = (time: string | null): string => (time ?? '').replace(/\.\d+Z$/, 'Z')

const reloadsWord = ({ reloads }: AgentReading): string =>
  `${reloads} ${reloads === 1 ? 'reload' : 'reloads'}`
