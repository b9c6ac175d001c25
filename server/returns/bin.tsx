import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import type { Sql } from '../../db/client.ts'
import { may } from '../../domain/roles.ts'
import { type BinRequest, binDeeds, emptyBin } from '../../intake/empty-bin.ts'
import { BinPage, type BinShown, type RefusedBinForm } from '../../views/returns/BinPage.tsx'
import { returnPaths } from '../../views/returns/paths.ts'
import { showNotAllowed } from '../allow.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, readForm, textOf } from '../form.ts'
import { page } from '../page.tsx'

const ROWS_MAX = 200
const TAKEN_MAX = 50
const REASON_MAX = 500

/** What lies in the bin of defective goods, what waits to be looked at, and what was taken out lately. */
export async function loadBin(sql: Sql): Promise<BinShown> {
  const [there, toInspect, taken] = await Promise.all([
    sql<BinShown['there']>`
      select m.return_id, m.product_id, m.store, p.name, p.sku, sum(m.quantity)::int as units, min(m.at) as since,
        r.n, o.source, o.number, st.time_zone
      from defective_stock d join defective_movements m on m.store = d.store and m.product_id = d.product_id
        join products p on p.id = d.product_id join returns r on r.id = m.return_id join orders o on o.id = r.order_id
        join stores st on st.code = d.store
      where d.on_hand > 0
      group by m.return_id, m.product_id, m.store, p.name, p.sku, r.n, o.source, o.number, st.time_zone
      having sum(m.quantity) > 0
      order by since, m.return_id, m.product_id limit ${ROWS_MAX}`,
    sql<BinShown['toInspect']>`
      select coalesce(s.description, l.description) as name, c.to_inspect as units, r.n, o.source, o.number, r.opened_at as since, st.time_zone
      from returns r join return_lines c on c.return_id = r.id and c.to_inspect > 0
        join sale_lines s on s.sale_number = c.sale_number and s.line_id = c.line_id
        left join order_lines l on l.order_id = s.order_id and l.id = s.line_id
        join orders o on o.id = r.order_id join stores st on st.code = o.store
      where r.status = 'goods_in' order by r.opened_at, r.id, c.place limit ${ROWS_MAX}`,
    sql<BinShown['taken']>`
      select m.kind as deed, -m.quantity as units, m.reason, m.at, u.name as who, p.name, r.n, o.source, o.number,
        st.time_zone
      from defective_movements m join products p on p.id = m.product_id join returns r on r.id = m.return_id
        join orders o on o.id = r.order_id join stores st on st.code = m.store left join users u on u.id = m.user_id
      where m.kind in ('written_off', 'made_sellable') order by m.id desc nulls last limit ${TAKEN_MAX}`,
  ])
  return { there, toInspect, taken }
}

export async function showBin(c: Context<AppEnv>, sql: Sql, refused: RefusedBinForm | null = null) {
  const bin = await loadBin(sql)
  return page(
    c,
    <BinPage
      words={c.get('words')}
      viewer={c.get('user')}
      bin={bin}
      isDone={c.req.query('done') !== undefined}
      refused={refused}
      newId={randomUUID}
    />,
    refused ? 422 : 200,
  )
}

export async function takeFromBin(c: Context<AppEnv>, { sql }: Pick<WebDeps, 'sql'>) {
  if (!may(c.get('user').role, 'clearBin')) return showNotAllowed(c, sql, 'clearBin', 'bin.notAllowed')
  const fields = await readForm(c)
  const { t } = c.get('words')
  const read = readRequest(fields, c.get('user').id)
  const lot = `${textOf(fields, 'return')}-${textOf(fields, 'product')}`
  const refuse = (field: 'units' | 'reason' | 'deed', message: string) =>
    showBin(c, sql, { lot, values: fields, errors: [{ field: `${field}-${lot}`, message }] })
  if ('fault' in read) return refuse(read.fault, t(`bin.fault.${read.fault}`))
  const emptied = await emptyBin(sql, read)
  if (!emptied.ok) return refuse('units', t('bin.fault.left', { left: emptied.left }))
  return c.redirect(`${returnPaths.bin()}?done=yes`, 303)
}

function readRequest(
  fields: FormFields,
  userId: string,
): BinRequest | { fault: 'units' | 'reason' | 'deed' } {
  const idOf = (name: string) => (/^\d{1,15}$/.test(textOf(fields, name)) ? Number(textOf(fields, name)) : 0)
  const units = /^\d{1,6}$/.test(textOf(fields, 'units').trim()) ? Number(textOf(fields, 'units')) : 0
  if (units < 1) return { fault: 'units' }
  const deed = binDeeds.find((one) => one === textOf(fields, 'deed'))
  if (!deed) return { fault: 'deed' }
  const reason = textOf(fields, 'reason').trim()
  if (reason === '' || reason.length > REASON_MAX || reason.includes('\0')) return { fault: 'reason' }
  const given = textOf(fields, 'actionId')
  const actionId = /^[A-Za-z0-9._-]{1,64}$/.test(given) ? given : randomUUID()
  return { deed, returnId: idOf('return'), productId: idOf('product'), units, reason, actionId, userId }
}
