import { comesLater } from './later.ts'

export const systemd = comesLater('systemd', 'systemd unit')
