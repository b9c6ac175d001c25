import type { InventoryItem } from './inventory-page.ts'

export const inventoryColumns = [
  'sku',
  'gtin',
  'mpn',
  'name',
  'description',
  'brand',
  'category',
  'quantity',
  'price',
  'salePrice',
  'saleFrom',
  'saleTo',
  'storeCode',
  'updatedAt',
] as const satisfies readonly (keyof InventoryItem)[]

export const csvHeader = `${inventoryColumns.join(',')}\r\n`

/** A line of RFC 4180. */
export function csvRow(item: InventoryItem): string {
  return `${inventoryColumns.map((column) => cell(item[column])).join(',')}\r\n`
}

function cell(value: string | number | null): string {
  const text = value === null ? '' : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
