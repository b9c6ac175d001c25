import type { Sql } from '../../db/client.ts'
import { isOpenLine } from '../../domain/matching.ts'
import type { OrderLine } from '../../domain/order.ts'
import { owedOn } from '../../domain/problems.ts'
import type { Line, OrderDetails } from '../../views/order/details.ts'
import { candidateFinder, findProducts } from './candidates.ts'

const CANDIDATES_MAX = 10

interface LineRow extends Omit<Line, 'product' | 'owed' | 'open' | 'candidates' | 'fitsNothing'> {
  productId: number | null
  productKind: OrderLine['productKind']
  productSku: string | null
  productName: string | null
}

/** The lines, each with its product, and what the identifiers of those that somebody may match find today. */
export async function loadLines(
  sql: Sql,
  orderId: number,
  order: Pick<OrderDetails, 'status' | 'fulfilment' | 'storeCode'>,
): Promise<Line[]> {
  const rows = await sql<LineRow[]>`
    select l.id, l.kind, l.description, l.gtin, l.mpn, l.sku, l.quantity, l.unit_price, l.discount, l.tax_rate, l.tax,
      l.product_id, l.matched_by, l.match_problem, l.allocated, p.kind as product_kind, p.sku as product_sku,
      p.name as product_name, m.product_id is not null as remembered
    from order_lines l
      join orders o on o.id = l.order_id
      left join products p on p.id = l.product_id
      left join remembered_matches m on l.matched_by = 'hand' and m.source = o.source and m.product_id = l.product_id
        and m.gtin = coalesce(btrim(l.gtin), '') and m.mpn = coalesce(btrim(l.mpn), '')
        and m.sku = coalesce(btrim(l.sku), '')
    where l.order_id = ${orderId} order by l.position`
  const asked = rows.filter((row) => isOpenLine(row) || row.matchedBy === 'hand')
  const candidatesOf = candidateFinder(await findProducts(sql, asked, order.storeCode))
  const isAsked = new Set(asked.map(({ id }) => id))
  return rows.map(({ productId, productKind, productSku, productName, ...row }) => {
    const candidates = isAsked.has(row.id) ? candidatesOf(row) : []
    const fits = candidates.some(({ id }) => id === productId)
    return {
      ...row,
      product: productId === null ? null : { id: productId, sku: productSku ?? '', name: productName ?? '' },
      owed: owedOn(order, { ...row, productId, productKind, problem: row.matchProblem }),
      open: isOpenLine(row),
      candidates: candidates.slice(0, CANDIDATES_MAX),
      fitsNothing: row.matchedBy === 'hand' && productId !== null && !fits,
    }
  })
}
