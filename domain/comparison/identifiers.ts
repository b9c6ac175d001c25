import { toGtin14 } from '../gtin.ts'
import { type MatchKind, matchKinds, partNumberKey } from '../matching.ts'
import type { Identifiers } from '../web-order.ts'
import type { Agreement } from './people.ts'

/** A product's identifiers of each kind, as the catalogue has them; vendor part numbers stand with `mpn`. */
export type ProductIdentifiers = Record<MatchKind, string[]>
export type IdentifierAgreements = Record<MatchKind, Agreement>

/** How a product agrees with what the website wrote on the line, identifier by identifier (contract §3). */
export function compareIdentifiers(line: Identifiers, product: ProductIdentifiers): IdentifierAgreements {
  const agreements = matchKinds.map((kind) => [kind, compareKind(kind, line[kind], product[kind])])
  return Object.fromEntries(agreements) as IdentifierAgreements
}

/** A pick that agrees in nothing is warned of. */
export function fitsAny(agreements: IdentifierAgreements): boolean {
  return matchKinds.some((kind) => agreements[kind] === 'same')
}

function compareKind(kind: MatchKind, asked: string | null, ours: readonly string[]): Agreement {
  if (!asked?.trim()) return 'unsaid'
  if (ours.length === 0) return 'missing'
  const wanted = keyOf(kind, asked)
  if (wanted !== null && ours.some((code) => keyOf(kind, code) === wanted)) return 'same'
  return ours.some((code) => signless(code) === signless(asked)) ? 'near' : 'different'
}

const keyOf = (kind: MatchKind, code: string) => (kind === 'gtin' ? toGtin14(code) : partNumberKey(code))

/** Hyphens, spaces and leading zeros get lost on the way. */
const signless = (code: string) =>
  code
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .replace(/^0+/, '')
