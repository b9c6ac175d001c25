import { toGtin14 } from './gtin.ts'
import type { Identifiers, LineKind } from './web-order.ts'

export const matchKinds = ['gtin', 'mpn', 'sku'] as const
/** In the order in which they are tried (contract §3). */
export type MatchKind = (typeof matchKinds)[number]
export type MatchedBy = MatchKind | 'hand' | 'gift_card'
export type MatchProblem = 'none' | 'several' | 'conflict'

export const productKinds = ['stock', 'non_stock', 'gift_card'] as const
export type ProductKind = (typeof productKinds)[number]

export interface ProductRef {
  productId: number
  kind: ProductKind
}

/** A product that one of the line's identifiers finds. */
export interface Candidate extends ProductRef {
  foundBy: MatchKind
  value: string
}

export interface LineMatch {
  productId: number | null
  matchedBy: MatchedBy | null
  problem: MatchProblem | null
}

const unmatched = (problem: MatchProblem): LineMatch => ({ productId: null, matchedBy: null, problem })
const giftCard: LineMatch = { productId: null, matchedBy: 'gift_card', problem: null }
const nothingToMatch: LineMatch = { productId: null, matchedBy: null, problem: null }

/** Part numbers and SKUs are compared trimmed and without regard to letter case. */
export const partNumberKey = (text: string): string => text.trim().toLowerCase()

/** What to look up for a line, in the order in which it is tried; a code that is no GTIN finds nothing. */
export function lookupKeys({ gtin, mpn, sku }: Identifiers): { kind: MatchKind; value: string }[] {
  const keys: Record<MatchKind, string | null> = {
    gtin: gtin && toGtin14(gtin),
    mpn: mpn && partNumberKey(mpn),
    sku: sku && partNumberKey(sku),
  }
  return matchKinds.flatMap((kind) => (keys[kind] ? [{ kind, value: keys[kind] }] : []))
}

/** The triple under which a match by hand is remembered; null: the line has no identifier to know it by. */
export function rememberedAs({ gtin, mpn, sku }: Identifiers): Record<MatchKind, string> | null {
  const triple = { gtin: gtin?.trim() ?? '', mpn: mpn?.trim() ?? '', sku: sku?.trim() ?? '' }
  return triple.gtin || triple.mpn || triple.sku ? triple : null
}

/**
 * Contract §3: the first identifier that finds any product decides; later ones that find others disagree.
 * @param candidates products of the catalogue that the identifiers of any line find
 * @param remembered what staff once picked by hand for exactly these identifiers
 */
export function matchLine(
  line: Identifiers & { kind: LineKind },
  candidates: readonly Candidate[],
  remembered: ProductRef | null,
): LineMatch {
  if (line.kind === 'fee') return nothingToMatch
  if (line.kind === 'gift_card') return giftCard
  if (remembered) return matchTo(remembered, 'hand')
  return matchByIdentifiers(line, candidates)
}

function matchByIdentifiers(line: Identifiers, candidates: readonly Candidate[]): LineMatch {
  const finds = lookupKeys(line)
    .map(({ kind, value }) => ({ kind, found: productsFoundBy(kind, value, candidates) }))
    .filter(({ found }) => found.size > 0)
  const [deciding, ...later] = finds
  if (!deciding) return unmatched('none')
  const [product, another] = deciding.found.values()
  if (!product || another) return unmatched('several')
  const disagrees = later.some(({ found }) => !found.has(product.productId))
  return disagrees ? unmatched('conflict') : matchTo(product, deciding.kind)
}

function productsFoundBy(kind: MatchKind, value: string, candidates: readonly Candidate[]) {
  const found = candidates.filter((candidate) => candidate.foundBy === kind && candidate.value === value)
  return new Map(found.map((candidate) => [candidate.productId, candidate]))
}

/** A pick or a find; a product that is a gift card is taken out and sold at the counter. */
export function matchTo(product: ProductRef, matchedBy: MatchKind | 'hand'): LineMatch {
  return product.kind === 'gift_card' ? giftCard : { productId: product.productId, matchedBy, problem: null }
}

/** A line stands in the way of the sale while it has neither a product nor a reason to need none. */
export function isOpenLine(line: { kind: LineKind; matchedBy: MatchedBy | null }): boolean {
  return line.kind !== 'fee' && line.matchedBy === null
}

export interface CustomerCandidates {
  /** Customers that earlier links of this source and `externalId` name. */
  linked: readonly string[]
  /** Customers that have the order's e-mail address, or are linked to it at this source. */
  sameEmail: readonly string[]
}

export interface CustomerMatch {
  customerId: string
  by: 'link' | 'email'
}

/** An earlier link decides, else the e-mail address; what points at two customers decides nothing. */
export function matchCustomer({ linked, sameEmail }: CustomerCandidates): CustomerMatch | null {
  const byLink = only(linked)
  if (byLink !== null) return { customerId: byLink, by: 'link' }
  const byEmail = only(sameEmail)
  return byEmail === null ? null : { customerId: byEmail, by: 'email' }
}

function only(ids: readonly string[]): string | null {
  const distinct = [...new Set(ids)]
  return distinct.length === 1 ? (distinct[0] ?? null) : null
}
