import type { Desk } from './desk.ts'

/** Presses keys, one after another. */
export async function press(desk: Desk, ...keys: readonly string[]): Promise<void> {
  for (const key of keys) await desk.page.keyboard.press(key)
}

/** What has the focus, as a screen reader names it: its role or element, then its name. */
export const focused = (desk: Desk): Promise<string> =>
  desk.page.evaluate<string>(
    `(() => {
      const at = document.activeElement
      if (at === document.body) return 'nothing'
      const by = (at.getAttribute('aria-labelledby') ?? '').split(' ').filter(Boolean)
      const words = by.map((id) => document.getElementById(id)?.textContent ?? '').join(' ')
      const label = at.labels?.[0]?.textContent ?? ''
      const own = at.matches('button, a, [role=option], [role=tab], [role=menuitem]') ? at.textContent : ''
      return [at.getAttribute('role') ?? at.type ?? at.tagName.toLowerCase(), at.getAttribute('aria-label') ?? (words || label || own)].join(' ')
    })()`,
  )

/** Moves on with Tab until the element with this name has the focus: it has to be within reach. */
export async function tabTo(desk: Desk, name: RegExp): Promise<void> {
  const way: string[] = []
  for (let steps = 0; steps < 40; steps++) {
    const at = await focused(desk)
    if (name.test(at)) return
    way.push(at)
    await press(desk, 'Tab')
  }
  throw new Error(`Tab does not lead to ${name}; it went over ${way.join(', ')}`)
}
