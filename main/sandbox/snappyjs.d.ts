/** What is used of it: the block format, as remote write has it. The package brings no types. */
declare module 'snappyjs' {
  const snappy: {
    /** Throws where the bytes are no Snappy block, or hold more than `maxLength` bytes. */
    uncompress(compressed: Uint8Array, maxLength?: number): Uint8Array
    compress(plain: Uint8Array): Uint8Array
  }
  export default snappy
}
