import type { Tx } from '../../db/client.ts'
import type { Reading } from '../../domain/facts.ts'
import type { Happening } from '../../domain/happening.ts'
import { readOrder } from '../../intake/read-order.ts'

/** The order's content as it is in force; a changed one's own where the happening brings it. */
export async function readContent(tx: Tx, orderId: number, happening: Happening): Promise<Reading> {
  const digest = happening.type === 'contentChanged' ? happening.payload.digest : null
  const [[content], stores] = await Promise.all([
    tx<{ raw: string }[]>`
      select coalesce(
        (select raw from web_order_versions where order_id = ${orderId} and digest = ${digest}),
        raw
      ) as raw
      from web_orders where id = ${orderId} and raw is not null`,
    tx<{ code: string }[]>`select code from stores`,
  ])
  if (!content) throw new Error(`order ${orderId} has no content`)
  return read(content.raw, new Set(stores.map(({ code }) => code)))
}

function read(raw: string, stores: ReadonlySet<string>): Reading {
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch {
    // Its own words quote the text, which may name people.
    return {
      ok: false,
      path: '',
      message: 'It is not JSON.',
    }
  }
  const result = readOrder(value, { stores })
  if (result.ok) return { ok: true, order: result.order }
  const [first] = result.errors
  return { ok: false, path: first?.path ?? '', message: first?.message ?? 'It can not be read.' }
}
