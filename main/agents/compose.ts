import { comesLater } from './later.ts'

export const compose = comesLater('compose', 'Docker Compose')
