import { fail, ok } from '../../shared/errors.ts'
import type { Targets } from '../services.ts'

/** The agent targets that the user has named. */
export class AgentTargets implements Targets {
  list = () => []
  add = async () => fail('unsupported', 'Targets come in a later version.', 'Nothing was done.')
  remove = () => ok(undefined)
}
