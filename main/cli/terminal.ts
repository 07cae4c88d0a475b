import type { Io } from './io.ts'

/** The terminal that this process runs in. */
export interface Terminal extends Io {
  /** Waits until everything is written. False when the result could not be, for example to a full disk. */
  flush(): Promise<boolean>
}

/** Makes the terminal of this process. */
export function processTerminal(process: NodeJS.Process): Terminal {
  let written = true
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // `keyturn key list | head -1`: a reader that has gone has all that it wanted.
    if (error.code !== 'EPIPE') written = false
  })
  // Without stderr there is nobody to tell.
  process.stderr.on('error', () => undefined)
  return {
    async flush() {
      for (const stream of [process.stdout, process.stderr]) {
        await new Promise<void>((resolve) => stream.write('', () => resolve()))
      }
      return written
    },
    stdoutIsTty: process.stdout.isTTY === true,
    canAsk: process.stdin.isTTY === true && process.stderr.isTTY === true,
    columns: process.stdout.isTTY ? process.stdout.columns : null,
    env: process.env,
    cwd: process.cwd(),
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    readStdin: (limitBytes) => readAll(process.stdin, limitBytes),
    ask: (question, how) => ask(process, question, how),
    onInterrupt(listener) {
      // A closed terminal window must not cut work off either.
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
      for (const signal of signals) process.on(signal, listener)
      return () => {
        for (const signal of signals) process.off(signal, listener)
      }
    },
    sleep: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)),
    now: () => new Date(),
  }
}

async function readAll(stdin: NodeJS.ReadableStream, limitBytes: number): Promise<Buffer | null> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of stdin) {
    const bytes = Buffer.from(chunk)
    length += bytes.length
    if (length > limitBytes) return null
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}

/** Leaves no trace of what is typed when `hidden`: no echo, no history; the terminal is restored in any case. */
async function ask(
  process: NodeJS.Process,
  question: string,
  how: 'shown' | 'hidden',
): Promise<string | null> {
  // Most commands ask nothing.
  const [{ createInterface }, { Writable }] = await Promise.all([
    import('node:readline'),
    import('node:stream'),
  ])
  const nowhere = new Writable({ write: (_chunk, _encoding, written) => written() })
  const output = how === 'hidden' ? nowhere : process.stderr
  const lines = createInterface({ input: process.stdin, output, terminal: true, historySize: 0 })
  return new Promise((resolve) => {
    let answer: string | null = null
    if (how === 'hidden') process.stderr.write(question)
    lines.once('line', (line) => {
      answer = line
      lines.close()
    })
    lines.once('SIGINT', () => lines.close())
    lines.once('close', () => {
      if (how === 'hidden' || answer === null) process.stderr.write('\n')
      resolve(answer)
    })
    if (how === 'shown') {
      lines.setPrompt(question)
      lines.prompt()
    }
  })
}
