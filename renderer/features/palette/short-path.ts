/** The end of a path that tells files apart: the folder and the name. */
export const shortPath = (path: string): string => path.split(/[\\/]/).filter(Boolean).slice(-2).join('/')
