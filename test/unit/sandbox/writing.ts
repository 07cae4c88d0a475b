import { PbfWriter } from 'pbf'
import snappy from 'snappyjs'

export interface Series {
  readonly labels: Readonly<Record<string, string>>
  /** The times of its samples, in milliseconds since 1970. */
  readonly at: readonly number[]
  /** Adds the marker that the series ended, at this time. */
  readonly staleAt?: number
}

/** The protobuf of a remote-write request, as Prometheus writes it. */
export function writeRequest(all: readonly Series[]): Uint8Array {
  const pbf = new PbfWriter()
  for (const { labels, at, staleAt } of all) {
    pbf.writeMessage(
      1,
      (_, series) => {
        for (const [name, value] of Object.entries(labels)) {
          series.writeMessage(
            1,
            (__, label) => {
              label.writeStringField(1, name)
              label.writeStringField(2, value)
            },
            null,
          )
        }
        for (const time of at) {
          series.writeMessage(
            2,
            (__, sample) => {
              sample.writeDoubleField(1, 1)
              sample.writeVarintField(2, time)
            },
            null,
          )
        }
        if (staleAt === undefined) return
        series.writeMessage(
          2,
          (__, sample) => {
            // The stale marker's bits: 0x7ff0000000000002.
            sample.writeTag(1, 1)
            sample.writeFixed32(2)
            sample.writeFixed32(0x7ff0_0000)
            sample.writeVarintField(2, staleAt)
          },
          null,
        )
      },
      null,
    )
  }
  return pbf.finish()
}

export const packed = (all: readonly Series[]): Uint8Array => snappy.compress(writeRequest(all))

export const up = (...at: number[]): Series => ({ labels: { __name__: 'up', job: 'node' }, at })

export const remoteWrite = { 'content-type': 'application/x-protobuf', 'content-encoding': 'snappy' }
