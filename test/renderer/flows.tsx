import { fakeApi } from '../fakes/api.ts'
import { scriptCare } from '../fakes/care.ts'
import { scriptFlows } from '../fakes/flows.ts'
import type { Scene } from '../fakes/snapshot.ts'

// The real window on a fake whose flows follow a script: `flows.html?dialog={"name":"create-key"}&script=stuck,fast`.
const query = new URLSearchParams(location.search)
const scene = (query.get('scene') ?? 'usual') as Scene
const script = new Set((query.get('script') ?? '').split(',').filter(Boolean))
Object.assign(window, { api: scriptCare(scriptFlows(fakeApi(scene), script), script) })
await import('../../renderer/main.tsx')
const { openDialog, useStore } = await import('../../renderer/store.ts')
const dialog = query.get('dialog')
if (dialog) {
  const open = () => openDialog(JSON.parse(dialog))
  if (useStore.getState().snapshot) open()
  else {
    const stop = useStore.subscribe((state) => {
      if (!state.snapshot) return
      stop()
      open()
    })
  }
}
