import { toGtin14 } from '../../domain/gtin.ts'
import { type ProductKind, productKinds } from '../../domain/matching.ts'
import { decimalsOf, parseAmount } from '../../domain/money.ts'
import type { Key, Values } from '../../views/words.ts'
import { type FormFields, textOf } from '../form.ts'

/** A product as somebody added it from a line; `price` a decimal in the shop's own currency. */
export interface NewProduct {
  sku: string
  name: string
  brand: string | null
  upc: string | null
  mpn: string | null
  price: string | null
  kind: ProductKind
}

export interface ProductFault {
  field: string
  message: Extract<Key, `adding.${string}`>
  values?: Values
}

/** As the import of products has them. */
const limits = { name: 500, brand: 500, sku: 200, gtin: 200, mpn: 200, price: 40, kind: 20 }

/** Reads the form of a new product, or says what is wrong with each field. */
export function readProductForm(
  fields: FormFields,
  currency: string | null,
): { ok: true; product: NewProduct } | { ok: false; faults: ProductFault[] } {
  const given = (name: keyof typeof limits) => textOf(fields, name).trim()
  const kind = productKinds.find((known) => known === (given('kind') || 'stock'))
  const faults: ProductFault[] = [
    ...Object.entries(limits).flatMap(([field, max]) => textFaults(field, textOf(fields, field).trim(), max)),
    ...(given('name') ? [] : [{ field: 'name', message: 'adding.needsName' } as const]),
    ...(given('sku') ? [] : [{ field: 'sku', message: 'adding.needsSku' } as const]),
    ...(given('gtin') && toGtin14(given('gtin')) === null
      ? [{ field: 'gtin', message: 'adding.notGtin' } as const]
      : []),
    ...(isPrice(given('price'), currency) ? [] : [{ field: 'price', message: 'adding.notPrice' } as const]),
    ...(kind ? [] : [{ field: 'kind', message: 'adding.notKind' } as const]),
  ]
  if (faults.length > 0 || !kind) return { ok: false, faults }
  const product = {
    sku: given('sku'),
    name: given('name'),
    brand: given('brand') || null,
    upc: given('gtin') || null,
    mpn: given('mpn') || null,
    price: given('price') || null,
    kind,
  }
  return { ok: true, product }
}

function textFaults(field: string, text: string, max: number): ProductFault[] {
  if (text.length > max) return [{ field, message: 'adding.tooLong', values: { count: max } }]
  // PostgreSQL keeps no NUL.
  return text.includes('\0') ? [{ field, message: 'adding.characters' }] : []
}

function isPrice(price: string, currency: string | null): boolean {
  return price === '' || parseAmount(price, (currency && decimalsOf(currency)) || 2) !== null
}
