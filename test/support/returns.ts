import { createRecordReturn } from '../../activities/returns/record.ts'
import type { Sql } from '../../db/client.ts'
import type { ReturnAction } from '../../domain/returns/happening.ts'
import { type ReturnRequest, takeReturn } from '../../intake/open-return.ts'
import { type Shop, silentLog } from './shop.ts'

let forms = 0

export interface Wish {
  line?: string
  sellable?: number
  defective?: number
  toInspect?: number
}

/** What Anna does with goods that come back, without an engine: what waits in an inbox is recorded when it is told. */
export function returnsDesk(sql: Sql, shop: Shop) {
  const recordReturn = createRecordReturn({ sql, log: silentLog })
  const look = (returnId: number, at = Date.now()) =>
    recordReturn({ returnId, happening: { id: 'look' }, at })
  const desk = {
    recordReturn,
    look,
    open(orderId: number, wishes: Wish[], more: Partial<ReturnRequest> = {}) {
      const lines = wishes.map(({ line = '1', sellable = 0, defective = 0, toInspect = 0 }) => ({
        line,
        sellable,
        defective,
        toInspect,
        units: sellable + defective + toInspect,
      }))
      const request = { orderId, actionId: `form${++forms}`, userId: 'anna', reason: 'changed_mind' as const }
      const rest = { sale: null, comment: null, lines, withShipping: false, goodsAreHere: true }
      return takeReturn(sql, { ...request, ...rest, ...more })
    },
    /** Opened, and what waits in its inbox recorded. @throws where it is refused */
    async opened(orderId: number, wishes: Wish[], more: Partial<ReturnRequest> = {}): Promise<number> {
      const made = await desk.open(orderId, wishes, more)
      if ('refused' in made) throw new Error(`refused: ${made.refused}`)
      await look(made.id)
      return made.id
    },
    async act(returnId: number, type: ReturnAction, payload: object = {}, seenVersion: number | null = null) {
      const id = `a${++forms}`
      await sql`
        insert into return_happenings (return_id, id, type, payload, actor_kind, user_id, seen_version)
        values (${returnId}, ${id}, ${type}, ${sql.json(payload as never)}, 'staff', 'anna', ${seenVersion})`
      await look(returnId)
      const [row] = await sql<{ status: string; refusal: { code: string } | null }[]>`
        select status, refusal from return_happenings where return_id = ${returnId} and id = ${id}`
      return row
    },
    /** What the sweep does: orders and returns hear what waits for them, until nothing does. */
    async deliver(): Promise<void> {
      for (let rounds = 0; rounds < 30; rounds++) {
        const orders = await sql<{ orderId: number; id: string }[]>`
          select order_id, id from happenings where status = 'waiting' order by seq`
        const waiting = await sql<{ returnId: number }[]>`
          select distinct return_id from return_happenings where status = 'waiting'`
        if (orders.length + waiting.length === 0) return
        for (const { orderId, id } of orders) await shop.tell(orderId, { id })
        for (const { returnId } of waiting) await look(returnId)
      }
      throw new Error('something is told for ever')
    },
    async row(returnId: number) {
      const [row] = await sql`select * from returns where id = ${returnId}`
      return row
    },
    async bin(sku: string): Promise<number> {
      const [row] = await sql<{ onHand: number }[]>`
        select on_hand from defective_stock join products on id = product_id where sku = ${sku} and store = 'main'`
      return row?.onHand ?? 0
    },
  }
  return desk
}

export type ReturnsDesk = ReturnType<typeof returnsDesk>
