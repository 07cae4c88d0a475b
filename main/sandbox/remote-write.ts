import { PbfReader } from 'pbf'
import snappy from 'snappyjs'

/** One series of a remote-write request. */
export interface WrittenSeries {
  /** The metric's name. */
  readonly name: string
  /** All labels, as `name{label="value",…}` with the names sorted: what tells series apart. */
  readonly id: string
  /** When its samples were taken, in milliseconds since 1970, in their order. */
  readonly timestamps: readonly number[]
  /** How many of its samples only say that the series ended: they are not among `timestamps`. */
  readonly stale: number
}

const maxBytes = 16 * 1024 * 1024

/**
 * Reads a request of Prometheus remote write 1.0: a Snappy block around a protobuf `WriteRequest`. Null where it is
 * anything less than that, to the byte: a request that is cut short must not be counted as taken.
 */
export function readRemoteWrite(body: Uint8Array): readonly WrittenSeries[] | null {
  try {
    const found: WrittenSeries[] = []
    // A plain view: with a Buffer the library would give a Buffer of other bounds back.
    const packed = new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
    const pbf = new PbfReader(snappy.uncompress(packed, maxBytes))
    whole(pbf, pbf.length, (tag) => {
      if (tag === 1) found.push(readSeries(pbf))
    })
    return found
  } catch {
    return null
  }
}

/** Reads the fields of a message up to `end`. The library is patient with what is cut short: this is not. */
function whole(pbf: PbfReader, end: number, field: (tag: number) => void): void {
  if (!(end <= pbf.length)) throw new Error('a message goes over the end')
  pbf.readFields(field, null, end)
  if (pbf.pos !== end) throw new Error('a message does not end where it should')
}

const message = (pbf: PbfReader, field: (tag: number) => void): void => {
  const length = pbf.readVarint()
  whole(pbf, length + pbf.pos, field)
}

function readSeries(pbf: PbfReader): WrittenSeries {
  const labels = new Map<string, string>()
  const timestamps: number[] = []
  let stale = 0
  message(pbf, (tag) => {
    if (tag === 1) {
      const [name, value] = readLabel(pbf)
      if (name === '' || labels.has(name)) throw new Error('a label has no name, or stands twice')
      labels.set(name, value)
    } else if (tag === 2) {
      const sample = readSample(pbf)
      if (sample.stale) stale += 1
      else timestamps.push(sample.at)
    }
  })
  const name = labels.get('__name__')
  if (!name) throw new Error('a series has no name')
  labels.delete('__name__')
  const rest = [...labels].sort(([left], [right]) => (left < right ? -1 : 1))
  const id = `${name}{${rest.map(([label, value]) => `${label}=${JSON.stringify(value)}`).join(',')}}`
  return { name, id, timestamps, stale }
}

function readLabel(pbf: PbfReader): readonly [string, string] {
  let name = ''
  let value = ''
  message(pbf, (tag) => {
    if (tag === 1) name = pbf.readString()
    else if (tag === 2) value = pbf.readString()
  })
  return [name, value]
}

function readSample(pbf: PbfReader): { readonly at: number; readonly stale: boolean } {
  let at = 0
  let stale = false
  message(pbf, (tag) => {
    if (tag === 1) {
      // A stale marker is one certain NaN: its bits are looked at, since NaN as a number has lost them.
      const low = pbf.readFixed32()
      const high = pbf.readFixed32()
      stale = high === 0x7ff0_0000 && low === 2
    } else if (tag === 2) at = pbf.readVarint(true)
  })
  if (!Number.isSafeInteger(at)) throw new Error('a sample has no time')
  return { at, stale }
}
