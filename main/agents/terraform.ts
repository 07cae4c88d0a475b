import { comesLater } from './later.ts'

export const terraform = comesLater('terraform', 'Terraform')
