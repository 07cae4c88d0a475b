import { useEffect, useRef, useState } from 'react'
import { api } from '../../api.ts'

const carriesFiles = (event: DragEvent) => event.dataTransfer?.types.includes('Files') ?? false

/**
 * Takes files that are dropped anywhere on the window while it is mounted; their content is never read here. Several
 * may listen; the owner decides whether a drop is meant for it. Says whether a file is being held over the window.
 */
export function useFileDrop(onDrop: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false)
  const latest = useRef(onDrop)
  useEffect(() => {
    latest.current = onDrop
  })
  useEffect(() => {
    // Entering a child is leaving its parent: the window is left when the count is back at nought.
    let depth = 0
    const enter = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      depth += 1
      setOver(true)
    }
    const leave = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      depth = Math.max(0, depth - 1)
      if (depth === 0) setOver(false)
    }
    const hover = (event: DragEvent) => {
      // Without this the window would leave Keyturn and show the file.
      if (carriesFiles(event)) event.preventDefault()
    }
    const drop = (event: DragEvent) => {
      if (!carriesFiles(event)) return
      event.preventDefault()
      depth = 0
      setOver(false)
      // What is dragged from a page is no file on disk, and has no path.
      const files = [...(event.dataTransfer?.files ?? [])].filter((file) => api.pathOf(file) !== '')
      if (files.length > 0) latest.current(files)
    }
    window.addEventListener('dragenter', enter, true)
    window.addEventListener('dragleave', leave, true)
    window.addEventListener('dragover', hover, true)
    window.addEventListener('drop', drop, true)
    return () => {
      window.removeEventListener('dragenter', enter, true)
      window.removeEventListener('dragleave', leave, true)
      window.removeEventListener('dragover', hover, true)
      window.removeEventListener('drop', drop, true)
    }
  }, [])
  return over
}
