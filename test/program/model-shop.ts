import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { OrderJson } from '../../domain/order-object.ts'
import type { OrderList } from '../../server/api/list-orders.ts'
import { website } from '../support/api.ts'

/** Longer than any of the desk's parts needs to come back. */
const PATIENCE_MS = 60_000
const ANSWER_MS = 10_000

interface Answer {
  accepted: { number: string; duplicate: boolean }[]
  refused: { number: string }[]
}

type Sent = { number: string }

/**
 * A website over the wire: sends an order until it is acknowledged, under the same webhook id as Standard Webhooks
 * asks, and keeps what was.
 */
export class ModelShop {
  readonly acknowledged = new Map<string, Sent>()
  /** Requests that got no answer, or one that asks to come again. */
  failures = 0
  readonly #api: ReturnType<typeof website>

  /** @param url of the desk, or of the web server whose turn it is */
  constructor(url: string | (() => string), source: string) {
    const at = typeof url === 'string' ? () => url : url
    const request = (path: string | Request | URL, init?: RequestInit) =>
      fetch(`${at()}/api${path}`, { ...init, signal: AbortSignal.timeout(ANSWER_MS) })
    this.#api = website({ request }, source)
  }

  async send(...orders: Sent[]): Promise<Answer> {
    const id = `msg_${randomUUID()}`
    const { body } = await untilAnswered(
      () => this.#api.post<Answer>('/orders', orders, { id }),
      () => this.failures++,
    )
    for (const { number } of body.accepted) {
      const order = orders.find((sent) => sent.number === number)
      if (order) this.acknowledged.set(number, order)
    }
    return body
  }

  /** The customer cancelled, whether the order has come or not. */
  async cancel(number: string): Promise<void> {
    const id = `msg_${randomUUID()}`
    await untilAnswered(
      () => this.#api.post(`/orders/${number}/cancellation`, { reason: 'Changed my mind.' }, { id }),
      () => this.failures++,
    )
  }

  /** One small request after the other, as a website sends on a busy day. */
  async stream(orders: Sent[], atOnce = 3): Promise<void> {
    for (let first = 0; first < orders.length; first += atOnce) {
      await this.send(...orders.slice(first, first + atOnce))
    }
  }

  /** Undefined until it has its first status. */
  async order(number: string): Promise<OrderJson | undefined> {
    const { status, body } = await this.#api.get<OrderJson>(`/orders/${number}`)
    return status === 200 ? body : undefined
  }

  /** All orders, page by page. */
  async orders(): Promise<OrderJson[]> {
    const found: OrderJson[] = []
    let next: string | null = ''
    while (next !== null) {
      const cursor: string = next && `&cursor=${encodeURIComponent(next)}`
      const { body } = await this.#api.get<OrderList>(`/orders?limit=500${cursor}`)
      found.push(...body.orders)
      next = body.nextCursor
    }
    return found
  }
}

/** Asks until an answer comes that is not the desk's own fault. */
export async function untilAnswered<T extends { status: number }>(
  ask: () => Promise<T>,
  onFailure: () => void = () => undefined,
): Promise<T> {
  const end = Date.now() + PATIENCE_MS
  for (;;) {
    const answer = await ask().catch((error: unknown) => {
      if (Date.now() > end) throw error
      return undefined
    })
    if (answer && answer.status < 500) return answer
    if (Date.now() > end) throw new Error(`No good answer within ${PATIENCE_MS} ms: ${answer?.status}`)
    onFailure()
    await pause(100)
  }
}
