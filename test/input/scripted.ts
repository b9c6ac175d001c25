import type { Sql } from '../../db/client.ts'
import { webOrder } from '../support/shop.ts'
import { scripts } from './hostile-texts.ts'

/** Orders whose every text is a script. */
export const scripted = ['XSS-0', 'XSS-1', 'XSS-2', 'XSS-3', 'XSS-4', 'XSS-5', 'XSS-6', 'XSS-7']

let place = 0
export const nextScript = () => scripts[place++ % scripts.length] ?? ''

/** An order whose every text is one of them. */
export function scriptedOrder(number: string): object & { number: string } {
  const address = () => ({
    name: nextScript(),
    street: nextScript(),
    city: nextScript(),
    region: nextScript(),
    postalCode: 'x',
    country: 'US',
  })
  const [line] = webOrder([{ sku: nextScript(), gtin: nextScript(), mpn: nextScript() }]).lines
  return webOrder([], {
    number,
    customer: {
      externalId: nextScript(),
      firstName: nextScript(),
      lastName: nextScript(),
      email: `"${nextScript()}"@x.test`,
      phone: nextScript(),
    },
    lines: [{ ...line, id: nextScript(), description: nextScript() }],
    billingAddress: address(),
    shippingAddress: address(),
    shipping: { amount: '0.00', tax: '0.00', method: nextScript() },
    payment: {
      status: 'authorised',
      provider: nextScript(),
      reference: nextScript(),
      amount: '11.00',
      approvalNumber: nextScript(),
    },
    supplier: {
      name: nextScript(),
      purchaseOrder: nextScript(),
      carrier: nextScript(),
      trackingNumber: nextScript(),
    },
    note: nextScript(),
    total: '11.00',
    unknown: { [nextScript()]: nextScript() },
  })
}

/** Read as names of something, not shown as they are. */
const names =
  /^(id|key|hash|code|source|number|store|status|state|kind|type|action|language|currency|provider|role|method|fulfilment|token|.*_id|.*_kind|.*_key|.*_status|.*_by|sealed.*|security|api_key|webhook_secret|secrets|host|event|stage|trouble|digest|raw|matched_by|base_url|password|value|issuer|actor.*|subject_kind|effect|image|time_zone|reason|sale_number|search_text|happening|to|wait.*|.*_to|tells|about)$/

/** Whatever the database lets stand in a text: each row of each column gets another one. @returns how many columns */
export async function scriptEveryText(sql: Sql): Promise<number> {
  const columns = await sql<{ table: string; column: string }[]>`
    select table_name as table, column_name as column from information_schema.columns
    where table_schema = 'public' and data_type = 'text' and is_generated = 'NEVER' order by 1, 2`
  let taken = 0
  for (const { table, column } of columns.filter((one) => !names.test(one.column))) {
    const update = sql`
      update ${sql(table)} t set ${sql(column)} =
        (${[...scripts]}::text[])[1 + abs(hashtext(t.ctid::text || ${table + column})) % ${scripts.length}]`
    // What a constraint forbids can't come up.
    taken += await update.then(
      ({ count }) => (count > 0 ? 1 : 0),
      () => 0,
    )
  }
  await sql`
    update happenings h set payload = (
      select jsonb_object_agg(key, case
        when key in ('text', 'comment', 'location', 'carrier', 'trackingNumber', 'collectedBy', 'reason', 'approvalNumber')
          and h.type <> 'reject' then to_jsonb((${[...scripts]}::text[])[1 + (h.seq % ${scripts.length})::int])
        else value end)
      from jsonb_each(h.payload)
    ) where h.payload <> '{}'`
  return taken
}
