/** The part of the package that is used; it brings no types of its own. Throws on a line that is no sample. */
declare module 'parse-prometheus-text-format' {
  export default function parse(text: string): readonly {
    readonly name: string
    readonly metrics: readonly {
      readonly value?: string
      readonly labels?: Readonly<Record<string, string>>
    }[]
  }[]
}
