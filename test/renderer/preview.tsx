import { fakeApi } from '../fakes/api.ts'
import type { Scene } from '../fakes/snapshot.ts'

// The real window on a fake of main: `preview.html?scene=offline`.
const scene = (new URLSearchParams(location.search).get('scene') ?? 'usual') as Scene
Object.assign(window, { api: fakeApi(scene) })
await import('../../renderer/main.tsx')
