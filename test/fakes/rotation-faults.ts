import { type FailureCode, fail, type Result } from '../../shared/errors.ts'

/** What goes wrong at one point of a world, once. */
export type Fault =
  | 'killed before it'
  | 'killed after it'
  | 'vendor 500'
  | 'lost response'
  | 'timeout'
  | '403'
  | 'refused file'

/** Where the outside world is changed. */
export type FaultPoint =
  | 'create'
  | 'write'
  | 'reload'
  | 'cut'
  | 'bring-back'
  | 'delete'
  | 'put-back'
  | 'deactivate new'
  | 'delete new'

const codes: Partial<Record<Fault, FailureCode>> = {
  'vendor 500': 'vendor-failed',
  'lost response': 'outcome-unknown',
  timeout: 'vendor-timeout',
  '403': 'permission-missing',
  'refused file': 'file-changed',
}

/** Faults of a world in memory. A killed process never comes back from the call in which it was killed. */
export class Faults {
  point: FaultPoint | null = null
  fault: Fault | null = null
  onKill: () => void = () => undefined

  set(point: FaultPoint, fault: Fault): void {
    this.point = point
    this.fault = fault
  }

  /** Carries out an effect, with the fault that is set for this point. */
  async around<T>(point: FaultPoint, effect: () => Result<T>): Promise<Result<T>> {
    if (this.point !== point || this.fault === null) return effect()
    const { fault } = this
    this.point = null
    const killed = new Promise<never>(() => undefined)
    if (fault === 'killed before it') {
      this.onKill()
      return killed
    }
    if (fault === 'killed after it' || fault === 'lost response') effect()
    if (fault === 'killed after it') {
      this.onKill()
      return killed
    }
    return fail(codes[fault] ?? 'unexpected', `Not done: ${fault}.`)
  }
}
