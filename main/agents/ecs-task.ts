import { comesLater } from './later.ts'

export const ecsTask = comesLater('ecs-task', 'ECS task definition')
