import { dirname } from 'node:path'
import type { Programs } from '../../injection/injection-ports.ts'
import type { OverlayFs } from './overlay-fs.ts'

/**
 * Agents' own checkers, which know nothing of an overlay: where they would look at a file that was written, they get its
 * copy. They are started in the folder of the real file, so that what a config names beside it is found.
 */
export const rehearsalPrograms = (real: Programs, fs: OverlayFs): Programs => ({
  find: (name) => real.find(name),
  run: async (program, args, folder) =>
    real.run(program, await Promise.all(args.map((arg) => copied(fs, arg))), folder),
})

/** The argument with a written path in it replaced by that of the copy: `/etc/a.yml`, or `--config=/etc/a.yml`. */
async function copied(fs: OverlayFs, arg: string): Promise<string> {
  const [, option = '', path = ''] = /^(-[^=/]*=)?(\/.*)$/.exec(arg) ?? []
  if (path === '' || dirname(path) === path) return arg
  const copy = await fs.copyOf(path).catch(() => null)
  return copy === null ? arg : `${option}${copy}`
}
