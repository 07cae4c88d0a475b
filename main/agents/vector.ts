import { comesLater } from './later.ts'

export const vector = comesLater('vector', 'Vector')
