import type { Tx } from '../../db/client.ts'
import { type IdentifierKind, identifiersOf, type ProductColumn, type ProductInFile } from './product-row.ts'

export interface Written {
  added: number
  changed: number
}

/** Products of a batch that are new or differ; a column that the file has not stays as it is. */
export async function writeProducts(
  tx: Tx,
  batch: readonly ProductInFile[],
  columns: readonly ProductColumn[],
): Promise<Written> {
  const names = [...columns]
  const excluded = names.map((name) => tx`excluded.${tx(name)}`).reduce((a, b) => tx`${a}, ${b}`)
  const present = names.map((name) => tx`products.${tx(name)}`).reduce((a, b) => tx`${a}, ${b}`)
  const sets = names.map((name) => tx`${tx(name)} = excluded.${tx(name)}`).reduce((a, b) => tx`${a}, ${b}`)
  const rows = await tx<{ isNew: boolean }[]>`
    insert into products (${tx(names)})
    select distinct on (lower(btrim(sku))) ${tx(names)}
    from jsonb_to_recordset(${tx.json(batch.map(({ product }) => ({ ...product })))}) as item (
      sku text, name text, brand text, mpn text, upc text, vpn text, supplier text, category text, kind text,
      description text, price numeric, cost numeric, sale_price numeric, web boolean
    )
    order by lower(btrim(sku))
    on conflict (sku_key) do update set ${sets}, updated_at = now()
      where (${present}) is distinct from (${excluded})
    returning xmax = 0 as is_new`
  const added = rows.filter(({ isNew }) => isNew).length
  return { added, changed: rows.length - added }
}

/** The id of each product of the batch, in its order. */
export async function productIds(tx: Tx, batch: readonly ProductInFile[]): Promise<number[]> {
  const rows = await tx<{ place: number; id: number }[]>`
    select item.place, p.id
    from unnest(${batch.map(({ product }) => product.sku)}::text[]) with ordinality as item (sku, place)
    join products p on p.sku_key = lower(btrim(item.sku))
    order by item.place`
  return rows.map(({ id }) => id)
}

/** Brings the identifiers in line with the file, for the kinds whose column it has. */
export async function writeIdentifiers(
  tx: Tx,
  batch: readonly ProductInFile[],
  ids: readonly number[],
  columns: readonly ProductColumn[],
): Promise<void> {
  const columnOf: Record<IdentifierKind, ProductColumn> = { sku: 'sku', gtin: 'upc', mpn: 'mpn', vpn: 'vpn' }
  const kinds = (Object.keys(columnOf) as IdentifierKind[]).filter((kind) => columns.includes(columnOf[kind]))
  const wanted = batch.flatMap(({ product }, index) =>
    identifiersOf(product)
      .filter(({ kind }) => kinds.includes(kind))
      .map(({ kind, value }) => ({ product_id: ids[index] ?? null, kind, value })),
  )
  await tx`
    with wanted as (
      select * from jsonb_to_recordset(${tx.json(wanted)}) as item (product_id bigint, kind text, value text)
    ), gone as (
      delete from product_identifiers i
      where i.product_id = any(${[...ids]}::bigint[]) and i.kind = any(${kinds})
        and not exists (
          select 1 from wanted w where w.product_id = i.product_id and w.kind = i.kind and w.value = i.value
        )
    )
    insert into product_identifiers (product_id, kind, value)
    select product_id, kind, value from wanted
    on conflict do nothing`
}
