import type { RawFinding } from './scan-job.ts'

/** The fingerprint of the value that a place has; null where that is not known, or not one. */
export function fingerprintOf({ fingerprint, way }: RawFinding): string | null {
  if (way === undefined) return fingerprint
  const [only = null, ...others] = new Set(way.far.map((far) => far.fingerprint))
  return others.length === 0 ? only : null
}

/**
 * A file with nothing but the key in it, or a variable with any name, says not who reads it. Where a reference of
 * another file leads there, that says.
 */
export function withReaders(findings: readonly RawFinding[]): readonly RawFinding[] {
  const readers = new Map<string, RawFinding>()
  for (const finding of findings)
    for (const far of finding.way?.far ?? [])
      readers.set(placeId(far.file, far.line, far.fingerprint), finding)
  return findings.map((finding) => {
    const { file, line, foundIn, fingerprint } = finding
    const reader = fingerprint === null ? undefined : readers.get(placeId(file, line, fingerprint))
    if (finding.placed || reader === undefined || (foundIn !== 'config' && foundIn !== 'other'))
      return finding
    const { agent, agentName, output, host, provider, takes, refusal } = reader
    return {
      ...finding,
      ...{ agent: finding.agent ?? agent, agentName: finding.agentName ?? agentName },
      ...{ output, host, provider, takes, refusal, foundIn: 'config', placed: true },
    }
  })
}

const placeId = (file: string, line: number, fingerprint: string): string => `${fingerprint}:${line}:${file}`
