import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8')

it('paints the window in the page’s own colour before the page is there', () => {
  const [, light, dark] = /--surface: light-dark\((#\w+), (#\w+)\)/.exec(read('renderer/tokens.css')) ?? []
  expect(light).toBeDefined()
  expect(read('main/desktop/window.ts')).toContain(`{ light: '${light}', dark: '${dark}' }`)
})
