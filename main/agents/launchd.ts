import { comesLater } from './later.ts'

export const launchd = comesLater('launchd', 'launchd property list')
