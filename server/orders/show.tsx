import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Sql } from '../../db/client.ts'
import type { Outcoming, RefusedForm } from '../../views/order/details.ts'
import { OrderPage, OrderView } from '../../views/order/OrderPage.tsx'
import type { OrderName } from '../../views/paths.ts'
import type { AppEnv } from '../env.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { loadDetails } from './load.ts'

export interface Shown {
  outcome?: Outcoming | null
  refusedForm?: RefusedForm | null
  status?: ContentfulStatusCode
  /** Without the page around it, for htmx. */
  fragment?: boolean
}

/** The order's page, or the order alone. */
export async function showOrder(
  c: Context<AppEnv>,
  sql: Sql,
  name: OrderName,
  { outcome = null, refusedForm = null, status = 200, fragment = false }: Shown,
) {
  const order = await loadDetails(sql, name)
  if (!order) return showMessage(c, 404, 'noOrder')
  const view = { words: c.get('words'), order, outcome, refusedForm, newId: randomUUID }
  if (fragment) return c.html(<OrderView {...view} />, status)
  return page(c, <OrderPage {...view} viewer={c.get('user')} />, status)
}
