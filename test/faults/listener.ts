import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { CallbackBody } from '../../activities/callbacks/body.ts'

/** What the website was told of its orders, as it came. */
export class Listener {
  readonly heard: { webhookId: string; number: string; status: string }[] = []
  /** Answers 503 while it is away. */
  isAway = false
  readonly #server: Server

  constructor() {
    this.#server = createServer(async (request, response) => {
      const parts: Buffer[] = []
      for await (const part of request) parts.push(part as Buffer)
      if (this.isAway) return void response.writeHead(503).end()
      const { data } = JSON.parse(Buffer.concat(parts).toString()) as CallbackBody
      const webhookId = String(request.headers['webhook-id'])
      this.heard.push({ webhookId, number: data.number, status: data.status })
      response.writeHead(204).end()
    })
  }

  start(): Promise<void> {
    return new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/hooks`
  }

  stop(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}
