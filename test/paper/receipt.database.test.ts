import { beforeEach, describe, expect, it, vi } from 'vitest'
import { makeReceipt } from '../../activities/receipt.ts'
import { createTestDatabase } from '../support/database.ts'
import { readCode128 } from './read-code128.ts'
import { readPdf } from './read-pdf.ts'

const { sql } = await createTestDatabase()
let orderId = 0
let effectKey = ''

beforeEach(async () => {
  await sql`truncate stores, sources, customers, web_orders cascade`
  await sql`insert into stores (code, name, address, time_zone, currency)
    values ('main', '한강 자전거', '서울특별시 마포구', 'Asia/Seoul', 'KRW')`
  await sql`insert into sources (id, kind, secrets) values ('web', 'integrator', '{}')`
  await sql`insert into customers (id, first_name) values ('c-1', '하은')`
  const [web] = await sql<{ id: number }[]>`
    insert into web_orders (source, number, raw, digest) values ('web', 'NS-1', '{}', 'x') returning id`
  orderId = web?.id ?? 0
  effectKey = `${orderId}:receipt:accepted`
  await sql`insert into orders (id, source, number, status, fulfilment, store, currency, placed_at, total,
      prices_include_tax, shipping_amount, shipping_tax, customer_id, customer_name, sale_number, ready_by)
    values (${orderId}, 'web', 'NS-1', 'in_process', 'pickup', 'main', 'KRW', now(), 93000,
      true, 3000, 273, 'c-1', '김하은', 'MAIN-000001', '2026-03-05')`
  await sql`insert into order_lines (order_id, id, position, kind, description, quantity, unit_price, discount,
      tax_rate, tax)
    values (${orderId}, 'b', 2, 'fee', '조립 Café', 1, 10000, 0, 0, 0),
      (${orderId}, 'a', 1, 'product', '산악 자전거 페달', 2, 45000, 10000, 0.10, 7273)`
  await sql`insert into sales (number, order_id, store, currency, total, made_at)
    values ('MAIN-000001', ${orderId}, 'main', 'KRW', 93000, '2026-03-02T09:03:00Z')`
  await sql`insert into sale_lines (sale_number, order_id, line_id, quantity, net, tax)
    select 'MAIN-000001', order_id, id, quantity, quantity * unit_price - discount, tax from order_lines`
  await sql`insert into payments (order_id, happening_id, kind, method, amount, currency, reference, at)
    values (${orderId}, 'accepted', 'ecommerce', 'stripe', 93000, 'KRW', 'pi_12345', '2026-03-02T10:00:00Z')`
  await sql`insert into order_events (order_id, seq, happening_id, type, actor_kind, to_status, version, inputs,
      outcome, at)
    values (${orderId}, 1, 'accepted', 'accept', 'system', 'in_process', 1, '{}', '{}', now())`
  await sql`insert into effects (key, order_id, seq, kind) values (${effectKey}, ${orderId}, 1, 'receipt')`
})

async function waitingForALock(): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`
  return row?.count ?? 0
}

describe("an accepted order's receipt", () => {
  it('is kept as a document that says what the books say', async () => {
    const { documentId } = await makeReceipt({ sql }, { orderId, effectKey })
    const [document] = await sql<{ fileName: string; mediaType: string; content: Buffer }[]>`
      select file_name, media_type, content from documents where id = ${documentId}`
    expect(document).toMatchObject({ fileName: 'receipt-MAIN-000001.pdf', mediaType: 'application/pdf' })
    const [page] = readPdf(document?.content ?? Buffer.alloc(0))
    expect(readCode128(page?.bars ?? [])).toBe('MAIN-000001')
    expect(page?.lines.map((line) => line.replaceAll('| |', ' '))).toEqual([
      '한강 자전거',
      '서울특별시 마포구',
      'MAIN-000001',
      'Receipt',
      'Sale|MAIN-000001',
      'Order|NS-1 (web)',
      'Date|Mar 2, 2026, 6:03 PM',
      'Customer|김하은',
      'Ready by|Mar 5, 2026',
      'Description|Qty|Price|Discount|Amount',
      '산악 자전거 페달|2|45,000|-10,000|80,000',
      '조립| Café|1|10,000|10,000',
      'Subtotal|90,000',
      'Shipping|3,000',
      'Total KRW|93,000',
      'of which tax 0% on 10,000|0',
      'of which tax 10% on 72,727|7,273',
      'of which tax on shipping 2,727|273',
      'Prices include tax.',
      'Paid online, stripe, Mar 2, 2026, 7:00 PM (reference …2345)|93,000',
      'Balance due KRW|0',
      'Sale MAIN-000001, page 1 of 1',
    ])
  })

  it('says what was agreed later: another price, cards that were sold, money that was given back', async () => {
    await sql`update order_lines set matched_by = 'gift_card' where id = 'b'`
    await sql`
      insert into price_changes (order_id, happening_id, line_id, from_price, to_price, from_tax, to_tax, tax_rate, reason,
        agreed_by, agreed_at, at)
      values (${orderId}, 'p1', 'a', 50000, 47000, 8182, 7636, 0.1, 'A scratch', 'phone', '2026-03-02T08:00:00Z', '2026-03-02T09:00:00Z'),
        (${orderId}, 'p2', 'a', 47000, 45000, 7636, 7273, 0.1, 'A dent', 'in_person', '2026-03-02T08:30:00Z', '2026-03-02T09:30:00Z')`
    await sql`
      insert into gift_cards (order_id, happening_id, line_id, unit, number, amount, currency, sold_at, voided_at, void_reason)
      values (${orderId}, 'g1', 'b', 1, 'AB12345678', 10000, 'KRW', now(), null, null),
        (${orderId}, 'g2', 'b', 1, 'AB99999999', 10000, 'KRW', now(), now(), 'Typed wrong')`
    await sql`insert into payments (order_id, happening_id, kind, method, amount, currency, reference, at)
      values (${orderId}, 'back', 'refund', 'stripe', 40000, 'KRW', 'pi_12345', '2026-03-03T10:00:00Z')`
    const { documentId } = await makeReceipt({ sql }, { orderId, effectKey })
    const [document] = await sql<
      { content: Buffer }[]
    >`select content from documents where id = ${documentId}`
    const words = readPdf(document?.content ?? Buffer.alloc(0))
      .flatMap(({ lines }) => lines)
      .join('\n')
    expect(words).toContain('Was 50,000; agreed in person, Mar 2, 2026,')
    expect(words).toContain('Gift card …5678, 10,000')
    expect(words).not.toContain('9999')
    expect(words).toContain('Given back, stripe, Mar 3, 2026, 7:00 PM (reference …2345)|-40,000')
    expect(words).toContain('Balance due KRW|40,000')
  })

  it('is made once: asked again, it is the same document with the same bytes', async () => {
    const first = await makeReceipt({ sql }, { orderId, effectKey })
    const documents = await sql`select * from documents`
    await sql`update payments set amount = 1 where order_id = ${orderId}`
    expect(await makeReceipt({ sql }, { orderId, effectKey })).toEqual(first)
    expect(await sql`select * from documents`).toEqual(documents)
  })

  it('is the other try’s document where two try at the same time', async () => {
    const { other, ours } = await sql.begin(async (tx) => {
      const [inserted] = await tx<{ id: number }[]>`
        insert into documents (order_id, effect_key, kind, file_name, media_type, content)
        values (${orderId}, ${effectKey}, 'receipt', 'a.pdf', 'application/pdf', 'theirs') returning id`
      const trying = makeReceipt({ sql }, { orderId, effectKey })
      await vi.waitUntil(async () => (await waitingForALock()) > 0, { timeout: 10_000 })
      return { other: inserted?.id, ours: trying.then(({ documentId }) => documentId) }
    })
    expect(await ours).toBe(other)
    const [kept] = await sql<{ content: Buffer }[]>`select content from documents`
    expect(kept?.content.toString()).toBe('theirs')
  })

  it('is not made where the order has no sale', async () => {
    await expect(makeReceipt({ sql }, { orderId: 0, effectKey })).rejects.toThrow('order 0 has no sale')
  })
})
