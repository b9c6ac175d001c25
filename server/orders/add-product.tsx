import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { Sql, Tx } from '../../db/client.ts'
import { toGtin14 } from '../../domain/gtin.ts'
import { staffHappeningId } from '../../domain/ids.ts'
import { whyNot } from '../../domain/lifecycle.ts'
import { partNumberKey } from '../../domain/matching.ts'
import { identifiersOf } from '../../intake/files/product-row.ts'
import type { AppEnv, SignedIn, WebDeps } from '../env.ts'
import { readForm, textOf } from '../form.ts'
import { showMessage } from '../messages.tsx'
import { type Act, writeDown } from './act.ts'
import { readActionForm } from './action-schemas.ts'
import { carryOut } from './actions.tsx'
import type { Answers } from './answers.ts'
import { type FoundOrder, findOrder } from './find.ts'
import { type NewProduct, type ProductFault, readProductForm } from './product-form.ts'
import { showOrder } from './show.tsx'

/**
 * A product that the catalogue lacks, made from a line and matched to it: the product and the pick are written down
 * in one transaction, so that the same click twice makes one product. Any member of staff may, as for every match;
 * the product says who it was.
 */
export async function takeProduct(c: Context<AppEnv, '/:source/:number'>, deps: WebDeps, answers: Answers) {
  const order = await findOrder(deps.sql, c.req.param('source'), c.req.param('number'))
  if (!order) return showMessage(c, 404, 'noOrder')
  const fields = await readForm(c)
  const line = textOf(fields, 'line').trim()
  const currency = await currencyOf(deps.sql, order)
  const form = readProductForm(fields, currency)
  const pick = readActionForm('matchProduct', order, { ...fields, sku: ['new'] })
  const actionId = pick.actionId ?? randomUUID()
  const refuse = (faults: ProductFault[]) => {
    const { t } = c.get('words')
    const errors = faults.map(({ field, message, values }) => ({ field, message: t(message, values) }))
    return showOrder(c, deps.sql, order, {
      refusedProduct: { line, actionId, values: fields, errors },
      asked: { line },
      status: 422,
    })
  }
  if (!form.ok) return refuse(form.faults)
  if (!pick.ok || !(await hasLine(deps.sql, order, line))) {
    return refuse([{ field: 'line', message: 'adding.notLine' }])
  }
  const wish: Act = {
    action: 'matchProduct',
    actionId,
    payload: { line, sku: form.product.sku },
    seenVersion: pick.version,
  }
  if (whyNot(order.status, 'matchProduct', order.fulfilment) === null) {
    const faults = await addProduct(deps.sql, order, c.get('user'), wish, form.product)
    if (faults.length > 0) return refuse(faults)
  }
  return carryOut(c, deps, answers, order, wish)
}

/** Makes the product and writes its pick into the order's inbox; a click that is known already makes nothing. */
async function addProduct(
  sql: Sql,
  order: FoundOrder,
  user: SignedIn,
  wish: Act,
  product: NewProduct,
): Promise<ProductFault[]> {
  const faults = await sql.begin(async (tx): Promise<ProductFault[]> => {
    const taken = await takenBy(tx, product)
    if (taken.length > 0) return taken
    const [made] = await tx<{ id: number }[]>`
      insert into products ${tx({ ...product, madeBy: user.id })} on conflict (sku_key) do nothing returning id`
    if (!made) return takenBy(tx, product)
    const identifiers = identifiersOf({ ...product, vpn: null })
    await tx`insert into product_identifiers ${tx(identifiers.map((one) => ({ ...one, productId: made.id })))}`
    await writeDown(tx, order, user, wish)
    return []
  })
  return faults.length > 0 && (await isKnown(sql, order, wish)) ? [] : faults
}

async function isKnown(sql: Sql, { id }: FoundOrder, { actionId }: Act): Promise<boolean> {
  const known =
    await sql`select from happenings where order_id = ${id} and id = ${staffHappeningId(actionId)}`
  return known.length > 0
}

/** A second product with the same SKU can't be; one with the same GTIN would leave both without a match. */
async function takenBy(tx: Tx, { sku, upc }: NewProduct): Promise<ProductFault[]> {
  const gtin = upc && toGtin14(upc)
  const rows = await tx<{ sku: string; name: string; bySku: boolean }[]>`
    select sku, name, sku_key = ${partNumberKey(sku)} as by_sku from products
    where sku_key = ${partNumberKey(sku)}
      or id in (select product_id from product_identifiers where kind = 'gtin' and value = ${gtin})
    order by by_sku desc limit 1`
  return rows.map(
    (found): ProductFault =>
      found.bySku
        ? { field: 'sku', message: 'adding.skuTaken', values: { name: found.name } }
        : { field: 'gtin', message: 'adding.gtinTaken', values: { name: found.name, sku: found.sku } },
  )
}

async function hasLine(sql: Sql, { id }: FoundOrder, line: string): Promise<boolean> {
  const found =
    await sql`select from order_lines where order_id = ${id} and id = ${line} and kind = 'product'`
  return found.length > 0
}

async function currencyOf(sql: Sql, { store }: FoundOrder): Promise<string | null> {
  const [row] = await sql<{ currency: string }[]>`select currency from stores where code = ${store}`
  return row?.currency ?? null
}
