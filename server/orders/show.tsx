import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { Sql } from '../../db/client.ts'
import type { Outcoming, RefusedForm } from '../../views/order/details.ts'
import { OrderPage } from '../../views/order/OrderPage.tsx'
import type { OrderName } from '../../views/paths.ts'
import type { AppEnv } from '../env.ts'
import { showMessage } from '../messages.tsx'
import { page } from '../page.tsx'
import { loadDetails } from './load.ts'

export interface Shown {
  outcome?: Outcoming | null
  refusedForm?: RefusedForm | null
  status?: ContentfulStatusCode
}

/** The order's page. */
export async function showOrder(
  c: Context<AppEnv>,
  sql: Sql,
  name: OrderName,
  { outcome = null, refusedForm = null, status = 200 }: Shown,
) {
  const order = await loadDetails(sql, name)
  if (!order) return showMessage(c, 404, 'noOrder')
  const view = { words: c.get('words'), order, outcome, refusedForm, newId: randomUUID }
  return page(c, <OrderPage {...view} viewer={c.get('user')} />, status)
}
