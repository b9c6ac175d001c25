import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Tx } from '../../db/client.ts'
import { StripeSimulator } from '../simulators/stripe.ts'
import { createTestDatabase } from '../support/database.ts'
import { openPaidShop } from '../support/paid-shop.ts'
import { lettersDiffer, moneyDiffers, readBooks, shopDiffers } from './books.ts'
import type { Life } from './lives.ts'

const { sql } = await createTestDatabase()
const stripe = new StripeSimulator()
const lives = new Map<string, Life>()
const atFirst = { plenty: 1_000_000, scarce: 0 }
let accepted = { id: 0, number: '', reference: '' }

beforeAll(async () => {
  await stripe.start()
  const shop = await openPaidShop(sql, stripe)
  accepted = await shop.arrivePaid()
  const rejected = await shop.arrivePaid()
  for (const { id, number, reference } of [accepted, rejected]) {
    const lines = [{ sku: 'HELMET', quantity: 2 }]
    lives.set(number, { number, store: 'main', fulfilment: 'pickup', lines, isKnown: true, steps: [] })
    // As the model shop names them.
    const intent = stripe.intents.get(reference)
    if (intent) stripe.intents.set(`pi_${number}`, intent)
    await shop.act(id, 'accept')
    await shop.settle(id)
  }
  await shop.act(rejected.id, 'reject', { reason: 'damaged' })
  await shop.settle(rejected.id)
  // Those of their money were made with it.
  await sql`
    with made as (
      update effects set status = 'done', ended_at = now() where kind = 'receipt' and status = 'open' returning order_id, key
    )
    insert into documents (order_id, effect_key, kind, file_name, media_type, content)
    select order_id, key, 'receipt', 'receipt.pdf', 'application/pdf', '' from made`
})
afterAll(() => stripe.stop())

/** What the books say once they were spoilt; nothing of it stays. */
async function saidAfter(spoil: (tx: Tx) => PromiseLike<unknown>): Promise<string> {
  let said: string[] = []
  const over = new Error('over')
  await sql
    .begin(async (tx) => {
      await tx`set local session_replication_role = replica`
      await spoil(tx)
      const [shop, money, letters] = await Promise.all([
        shopDiffers(tx, atFirst),
        moneyDiffers(tx, stripe, lives),
        lettersDiffer(tx, []),
      ])
      said = [...shop, ...money, ...letters]
      throw over
    })
    .catch((error: unknown) => {
      if (error !== over) throw error
    })
  return said.join('\n')
}

describe('the books of a shop under faults', () => {
  it('are right where nothing was spoilt', async () => {
    expect(await saidAfter((tx) => tx`select`)).toBe('')
    expect((await readBooks(sql)).size).toBe(2)
  })

  it.each<[string, (tx: Tx) => PromiseLike<unknown>, string]>([
    [
      'a lost movement of stock',
      (tx) => tx`delete from stock_movements where order_id = ${accepted.id}`,
      'movements do not add up',
    ],
    [
      'goods that were deducted twice',
      (tx) => tx`update stock_levels set on_hand = on_hand - 2`,
      'a level is not what was there',
    ],
    [
      'goods that were never put back',
      (tx) => tx`delete from stock_movements where kind = 'restocked'`,
      'movements do not add up',
    ],
    [
      'a sale number that is left out',
      (tx) => tx`update sales set number = 'main-9' where order_id = ${accepted.id}`,
      'a sale number',
    ],
    ['a receipt that was lost', (tx) => tx`delete from documents`, 'a paper'],
    [
      'an effect that nobody carried out',
      (tx) => tx`update effects set status = 'open', ended_at = null where kind = 'capture'`,
      'an effect',
    ],
    [
      'money that the books do not know of',
      (tx) => tx`delete from payments where order_id = ${accepted.id}`,
      'captured differs',
    ],
    [
      'a refund that is in the books twice',
      (tx) => tx`update payments set amount = amount * 2 where kind = 'refund'`,
      'refunded differs',
    ],
    [
      'a letter that never came',
      (tx) => tx`
        insert into letters (order_id, seq, key, kind, status, ended_at, handed_at, tries, first_try_at, message_id, recipient, subject, body, language)
        values (${accepted.id}, 1, '1:taken_on', 'taken_on', 'sent', now(), now(), 1, now(), '<1@shop.test>', 'kim@example.com', '-', '-', 'en')`,
      'is sent and came 0 times',
    ],
  ])('show %s', async (_what, spoil, words) => {
    expect(await saidAfter(spoil)).toContain(words)
  })

  it('show what the provider did twice, and what it kept', async () => {
    const intent = stripe.intents.get(`pi_${accepted.number}`)
    stripe.deeds.push(`capture pi_${accepted.number} 2200`, `capture pi_${accepted.number} 2200`)
    if (intent) intent.amount_refunded = 100
    const said = await saidAfter((tx) => tx`select`)
    expect(said).toContain('was captured 2 times')
    expect(said).toContain('100 was refunded')
    expect(said).toContain('refunded differs')
  })
})
