import { randomUUID } from 'node:crypto'
import type { Sql } from '../db/client.ts'
import type { SecretOpener } from '../intake/directory.ts'
import { keyOfSecret, sign } from '../intake/signature.ts'
import { SOURCE } from './shop.ts'

const ANSWER_MS = 10_000

/** The sample's website: it knows the desk by its address and its secret, as any other does. */
export interface WebShop {
  /** Sends orders; again and again is once. @throws where the desk did not take them */
  send(orders: readonly { number: string }[]): Promise<void>
  cancel(number: string, reason: string): Promise<void>
}

export async function openWebShop(sql: Sql, opener: SecretOpener, deskUrl: string): Promise<WebShop | null> {
  const [source] = await sql<
    { secrets: string[] }[]
  >`select secrets from sources where id = ${SOURCE} and sample`
  const [sealed] = source?.secrets ?? []
  if (!sealed) return null
  const key = keyOfSecret(opener.open(sealed))
  const base = `${deskUrl}/api/v1/sources/${SOURCE}/orders`

  async function post(address: string, content: unknown): Promise<unknown> {
    const body = Buffer.from(JSON.stringify(content))
    const message = { id: `msg_${randomUUID()}`, timestamp: String(Math.floor(Date.now() / 1_000)), body }
    const answer = await fetch(address, {
      method: 'POST',
      body,
      headers: {
        'content-type': 'application/json',
        'webhook-id': message.id,
        'webhook-timestamp': message.timestamp,
        'webhook-signature': sign(key, message),
      },
      signal: AbortSignal.timeout(ANSWER_MS),
    })
    const text = await answer.text()
    if (answer.status !== 202) throw new Error(`the desk answered the sample's website with ${answer.status}`)
    return JSON.parse(text)
  }
  return {
    async send(orders) {
      const { refused } = (await post(base, orders)) as { refused: { number: string }[] }
      if (refused.length > 0) throw new Error(`the desk refused sample orders: ${JSON.stringify(refused)}`)
    },
    async cancel(number, reason) {
      await post(`${base}/${number}/cancellation`, { reason })
    },
  }
}
