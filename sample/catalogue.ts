import { checkDigit } from '../domain/gtin.ts'
import type { ProductRow } from '../intake/files/product-row.ts'
import { models } from './models.ts'
import { Seeded } from './seeded.ts'

export type SampleStore = 'west' | 'east'

export interface SampleProduct {
  product: ProductRow
  onHand: Record<SampleStore, number>
}

/** Levels that the stories rely on: one jersey for two orders, and plenty of the rest that they sell. */
const fixedLevels: Record<string, Record<SampleStore, number>> = {
  'SAMPLE-ORBIT-L': { west: 1, east: 4 },
  'SAMPLE-SUMMIT-54': { west: 1, east: 0 },
}

/** The two SKUs of each pair carry one barcode: packaging changed, and nobody merged the products. */
const sharedBarcodes: Record<string, string> = { 'SAMPLE-TERRIER-80-NEW': 'SAMPLE-TERRIER-80' }

/** Some hundred products of a bike shop that never was. */
export function makeCatalogue(): SampleProduct[] {
  const seeded = new Seeded(20_260_301)
  const products = models
    .flatMap((model) => model.variants.map((variant) => ({ model, variant })))
    .map(({ model, variant }, index) => {
      const sku = `SAMPLE-${model.name}${variant && `-${variant}`}`.toUpperCase().replaceAll(' ', '-')
      const level = () => (model.kind === undefined ? seeded.from(3, 14) : 0)
      const levels = { west: level(), east: level() }
      return { product: productOf(model, variant, sku, index), onHand: fixedLevels[sku] ?? levels }
    })
  const barcodes = new Map(products.map(({ product }) => [product.sku, product.upc]))
  return products.map(({ product, onHand }) => {
    const twin = sharedBarcodes[product.sku]
    return { product: { ...product, upc: barcodes.get(twin ?? product.sku) ?? null }, onHand }
  })
}

function productOf(model: (typeof models)[number], variant: string, sku: string, index: number): ProductRow {
  const { brand, category, price, kind = 'stock', what } = model
  const isThing = kind === 'stock'
  const mpn = `${brand.slice(0, 3).toUpperCase()}-${String(4_000 + index * 7)}`
  return {
    sku,
    name: [brand, model.name, what, variant].filter(Boolean).join(' '),
    brand,
    mpn: isThing ? mpn : null,
    upc: isThing ? gtin13(index) : null,
    vpn: isThing && index % 3 === 0 ? `VP${mpn.replace('-', '')}` : null,
    supplier: isThing ? `${brand} Supply` : null,
    category,
    kind,
    description: `${brand} ${model.name}: ${what}. Made up for the sample shop.`,
    price: (price / 100).toFixed(2),
    cost: isThing ? (Math.round(price * 0.58) / 100).toFixed(2) : null,
    sale_price: null,
    web: true,
  }
}

/** 952 is the prefix that GS1 keeps for demonstrations: no real article has such a number. */
function gtin13(index: number): string {
  const payload = `952${String(100_000_000 + index * 137).slice(0, 9)}`
  return payload + checkDigit(payload)
}
