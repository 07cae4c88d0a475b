import { fail, type Result } from '../../../shared/errors.ts'
import { type Context, done } from '../context.ts'
import type { RunningSandbox } from '../io.ts'
import { printSandbox } from '../values.ts'

/** `sandbox`: runs until it is told to end. What is created in it is gone then. */
export async function sandbox(c: Context, options: { readonly port?: string }): Promise<Result<void>> {
  const port = options.port === undefined ? null : Number(options.port)
  if (port !== null && !(Number.isInteger(port) && port >= 0 && port <= 65_535)) {
    return fail('usage', `${options.port} is not a port.`, 'Write a number from 1 to 65535.')
  }
  const ended = new Promise<void>((resolve) => {
    c.io.onInterrupt(resolve)
  })
  const started = await c.doors.startSandbox(port)
  if (!started.ok) return started
  printSandbox(c, started.value)
  if (c.io.canAsk) c.io.err(forPeople(started.value))
  await ended
  await started.value.close()
  return done
}

/** What runs, without the keys: they are in the line for programs. */
function forPeople({ apiUrl, ingressUrl, grpcUrl, ibmCloud, aggregationsIo }: RunningSandbox): string {
  const coralogix = [
    `API ${apiUrl}`,
    `ingress ${ingressUrl}`,
    ...(grpcUrl === null ? [] : [`gRPC ${grpcUrl}`]),
  ]
  const ibm = [`IAM ${ibmCloud.iamUrl}`, `ingress ${ibmCloud.ingressUrl}`, `instance ${ibmCloud.instance}`]
  const { apiUrl: app, ingestUrl, ingestId } = aggregationsIo
  return [
    `Coralogix: ${coralogix.join(', ')}`,
    `IBM Cloud: ${ibm.join(', ')}`,
    `Aggregations.io: app ${app}, ingest ${ingestUrl}/${ingestId}`,
    'The sandbox runs until Ctrl-C. Nothing in it is kept.',
    '',
  ].join('\n')
}
