import { describe, expect, it } from 'vitest'
import { readHcl } from '../../../main/agents/locators/formats/hcl.ts'
import { hclTree } from '../../../main/agents/locators/formats/hcl-tokens.ts'
import { terraform } from '../../../main/agents/terraform.ts'
import { failureOf, must, oldKey } from './world.ts'

describe('HCL', () => {
  it.each([
    ['a string over a line end', 'a = "x\n"'],
    ['a string that is never closed', 'a = "x'],
    ['a template that is never closed', `a = "\${x"`],
    ['a comment that is never closed', 'a = 1 /* x'],
    ['a heredoc that is never closed', 'a = <<EOT\nx\n'],
    ['a block that is never closed', 'b {\n a = 1\n'],
    ['a block that is closed twice', 'b {}\n}'],
    ['brackets that do not match', 'a = [1, (2])'],
    ['a list without a comma', 'a = [1 2]'],
    ['two values', 'a = "x" "y"'],
    ['no value', 'a =\n'],
    ['half a sum', 'a = 1 +\n'],
    ['two settings on a line', 'a = 1 b = 2'],
    ['a setting that stands twice', 'a = 1\na = 2'],
    ['a name alone', 'a\n'],
    ['a name without a value in braces', 'a = { b }'],
    ['a character of no language', 'a = 1 §'],
    ['single quotes', "a = 'x'"],
    ['an equals sign in a value', 'a = b = 1'],
    ['too deep a nest', `a = ${'['.repeat(200)}${']'.repeat(200)}`],
  ])('refuses %s', (_what, text) => {
    const failure = failureOf(readHcl(text))
    expect(failure.code).toBe('file-invalid')
    expect(failure.message).toMatch(/^Line \d+ is not valid HCL: /)
  })

  it.each([
    ['a condition', 'a = var.x == "y" ? [1, -2] : { b = !c }'],
    ['a loop', 'a = { for k, v in var.x : k => v... if v != "}" }'],
    ['an index and a splat', 'a = x.y[0].z[*].w + module.a["b{"].c'],
    ['a call over lines', 'a = merge(\n  { b = 1 },\n  [2,\n  3]...,\n)'],
    ['an attribute of a call', 'a = jsondecode(file("x")).key[0]'],
    ['a template in a template', `a = "\${f("\${x} }")} %{ if y }z%{ endif } $\${no"`],
    ['comments everywhere', '# a {\n// "\n/* { \n */ a = 1 # "\nb { # {\n}\n'],
    ['heredocs', 'a = <<EOT\n"{ \n  EOT\nb = <<-E\n  x\n  E\n'],
    ['a block on one line', 'b "x" y { a = 1 }'],
    ['names in other scripts', 'größe = "☃"'],
  ])('reads %s', (_what, text) => {
    must(readHcl(text))
    must(hclTree(text))
  })

  it('has another tree when anything but a comment differs', () => {
    const text = `a = <<E\nx\nE\nb { c = "\${d}" }`
    for (const [from, to] of [
      ['x', 'y'],
      ['"', '" '],
      ['a', 'aa'],
      ['d', 'e'],
    ] as const)
      expect(must(hclTree(text.replace(from, to)))).not.toEqual(must(hclTree(text)))
  })
})

describe('Terraform', () => {
  it('knows what sets a variable, the default before the value', () => {
    const text = `variable "key" { default = "${oldKey}" }\nkey = "x"\nother = "y"`
    const places = must(terraform.variables?.(text, 'TF_VAR_key', 'a.tfvars') ?? failNow())
    expect(places.map((place) => text.slice(place.start, place.end))).toEqual([oldKey, 'x'])
    expect(must(terraform.variables?.(text, 'key', 'a.tfvars') ?? failNow())).toEqual([])
  })

  it('leaves the JSON form alone', () => {
    expect(terraform.detect('{"module": {}}', [], 'main.tf.json')).toBe(false)
  })
})

const failNow = (): never => {
  throw new Error('no such part')
}
