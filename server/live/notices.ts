import { ANSWERS_CHANNEL, ORDERS_CHANNEL } from '../../db/channels.ts'
import type { Sql } from '../../db/client.ts'

export interface Listener {
  /** Something was committed about an order; `happening` where one was answered. */
  hear(orderId: number, happening: string | null): void
  /** The ear was away, or is there for the first time: whatever was said before was not heard. */
  lookAgain(): void
}

/**
 * Hears of orders as they are committed: one connection a process for all who listen. It comes back by itself after
 * PostgreSQL was away.
 */
export class Notices {
  readonly #sql: Sql
  readonly #listeners = new Set<Listener>()
  #listening: Promise<unknown> | null = null

  constructor(sql: Sql) {
    this.#sql = sql
  }

  /** Resolves once it listens. */
  async listen(listener: Listener): Promise<void> {
    this.#listeners.add(listener)
    this.#listening ??= this.#open()
    try {
      await this.#listening
    } catch (error) {
      this.#listening = null
      throw error
    }
  }

  async #open(): Promise<void> {
    const lookAgain = () => {
      for (const listener of this.#listeners) listener.lookAgain()
    }
    await this.#sql.listen(ANSWERS_CHANNEL, (payload) => {
      const { order, happening } = JSON.parse(payload) as { order: number; happening: string }
      this.#tell(order, happening)
    })
    await this.#sql.listen(ORDERS_CHANNEL, (payload) => this.#tell(Number(payload), null), lookAgain)
  }

  #tell(orderId: number, happening: string | null): void {
    for (const listener of this.#listeners) listener.hear(orderId, happening)
  }
}
