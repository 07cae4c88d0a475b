import { RotateCw } from 'lucide-react'
import type { Key } from '../../../shared/model.ts'
import { refOf } from '../../actions.ts'
import { Banner } from '../../components/Banner.tsx'
import { Button } from '../../components/Button.tsx'
import { useStore } from '../../store.ts'
import { openRotation } from '../rotation/rotation-actions.ts'
import { needsUser, standingOf, underWay } from '../rotation/standing.ts'

/** That this key is being replaced, or is the one that replaces another. */
export function RotationBanner({ keyed }: { readonly keyed: Key }) {
  const rotation = useStore((state) => underWay(state.snapshot?.rotations ?? [], refOf(keyed)))
  if (!rotation) return null
  const needed = needsUser(rotation)
  const failed = standingOf(rotation) === 'failed'
  return (
    <Banner
      tone={failed ? 'error' : needed ? 'warning' : 'info'}
      title={
        failed
          ? 'Its rotation failed'
          : needed
            ? 'Its rotation needs you'
            : rotation.newKeyId === keyed.id
              ? 'It is replacing an older key'
              : 'It is being rotated'
      }
      actions={
        <Button
          size="small"
          variant={needed ? 'primary' : 'secondary'}
          onClick={() => openRotation(refOf(keyed))}
        >
          Open the rotation
        </Button>
      }
    >
      {rotation.sentence}
    </Banner>
  )
}

/** Shows what rotating it would do. A rotation under way has its banner. */
export function RotateButton({ keyed }: { readonly keyed: Key }) {
  const open = useStore((state) => underWay(state.snapshot?.rotations ?? [], refOf(keyed)) !== undefined)
  if (open || keyed.state === 'gone') return null
  return (
    <Button
      variant="primary"
      icon={<RotateCw />}
      aria-keyshortcuts="R"
      onClick={() => openRotation(refOf(keyed))}
    >
      Rotate…
    </Button>
  )
}
