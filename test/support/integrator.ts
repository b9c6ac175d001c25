import { randomUUID } from 'node:crypto'
import type { Sql } from '../../db/client.ts'
import { keyOfSecret, sign } from '../../intake/signature.ts'

/** What another key sealed. */
export const SEALED_ELSEWHERE = 'v1.sealed-elsewhere'
/** A secret of a source, and a box that "seals" it in the open. */
export const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
export const openBox = {
  seal: (text: string) => text,
  open(text: string) {
    if (text === SEALED_ELSEWHERE) throw new Error('sealed with another key')
    return text
  },
}

/** A shop with the stores `main` and `harbour` and the website `webshop`. */
export async function makeShop(sql: Sql): Promise<void> {
  await sql`insert into stores (code, name, time_zone, currency) values
    ('main', 'Main', 'America/Los_Angeles', 'USD'), ('harbour', 'Harbour', 'America/Los_Angeles', 'USD')`
  await sql`insert into sources (id, kind, secrets) values ('webshop', 'integrator', ${[SECRET]})`
}

export interface SigningOptions {
  id?: string
  secret?: string
  /** Unix seconds; now. */
  timestamp?: number
}

/** The three headers of Standard Webhooks for a body. */
export function signedHeaders(
  body: string | Uint8Array,
  {
    id = `msg_${randomUUID()}`,
    secret = SECRET,
    timestamp = Math.floor(Date.now() / 1_000),
  }: SigningOptions = {},
): Record<string, string> {
  const message = { id, timestamp: String(timestamp), body: Buffer.from(body) }
  return {
    'webhook-id': id,
    'webhook-timestamp': message.timestamp,
    'webhook-signature': sign(keyOfSecret(secret), message),
  }
}
