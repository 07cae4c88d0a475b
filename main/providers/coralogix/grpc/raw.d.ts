/** A file's text, put in when the app is bundled. */
declare module '*.proto?raw' {
  const text: string
  export default text
}
