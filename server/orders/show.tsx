import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Sql } from '../../db/client.ts'
import type { Aside, Outcoming, RefusedForm, RefusedProduct } from '../../views/order/details.ts'
import { OrderPage } from '../../views/order/OrderPage.tsx'
import type { OrderName } from '../../views/paths.ts'
import type { AppEnv } from '../env.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { type Asked, loadDetails } from './load.ts'

export interface Shown {
  outcome?: Outcoming | null
  refusedForm?: RefusedForm | null
  refusedProduct?: RefusedProduct | null
  aside?: Aside
  asked?: Asked
  status?: ContentfulStatusCode
}

export const noAside: Aside = { released: null, forgotten: null, claimed: null }

/** The order's page. */
export async function showOrder(
  c: Context<AppEnv>,
  sql: Sql,
  name: OrderName,
  { outcome = null, refusedForm = null, refusedProduct = null, aside = noAside, asked, status }: Shown,
) {
  const order = await loadDetails(sql, name, asked)
  if (!order) return showMessage(c, 404, 'noOrder')
  const told = { outcome, refusedForm, refusedProduct, aside }
  const view = { words: c.get('words'), order, ...told, newId: randomUUID }
  const unusable = order.customerSearch?.unusable || order.productSearch?.unusable
  return page(c, <OrderPage {...view} viewer={c.get('user')} />, status ?? (unusable ? 422 : 200))
}
