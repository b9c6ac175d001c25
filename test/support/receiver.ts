import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterAll } from 'vitest'
import type { CallbackBody } from '../../activities/callbacks/body.ts'
import { SECRET } from './integrator.ts'

export interface Received {
  id: string
  body: CallbackBody
  /** By the library that integrators use. */
  isSigned: boolean
}

export type Behaviour = (response: ServerResponse, request: IncomingMessage) => void

export const answers =
  (status: number, headers: Record<string, string> = {}): Behaviour =>
  (response) => {
    response.writeHead(status, headers).end()
  }

/** A website that is told of its orders; it takes everything unless `behave` says otherwise. */
export async function openReceiver(secrets = [SECRET]) {
  const received: Received[] = []
  let behave: Behaviour = answers(204)
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = []
    for await (const part of request) parts.push(part as Buffer)
    const text = Buffer.concat(parts).toString()
    const headers = request.headers as Record<string, string>
    received.push({
      id: headers['webhook-id'] ?? '',
      body: JSON.parse(text) as CallbackBody,
      isSigned: secrets.every((secret) => isSigned(secret, text, headers)),
    })
    behave(response, request)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  afterAll(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return {
    port,
    url: `http://127.0.0.1:${port}/hooks`,
    received,
    behaves(behaviour: Behaviour) {
      behave = behaviour
    },
    /** What an order was told to be, in the order in which it came. */
    statusesOf: (number: string) =>
      received.filter(({ body }) => body.data.number === number).map(({ body }) => body.data.status),
  }
}

function isSigned(secret: string, text: string, headers: Record<string, string>): boolean {
  try {
    new Webhook(secret).verify(text, headers)
    return true
  } catch {
    return false
  }
}
