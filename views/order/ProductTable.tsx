import { printedGtin } from '../../domain/gtin.ts'
import { type MatchKind, matchKinds } from '../../domain/matching.ts'
import { decimalsOf, parseAmount } from '../../domain/money.ts'
import { useWords } from '../context.ts'
import { Agreeing } from './Agreement.tsx'
import type { Line, ProductCandidate } from './details.ts'

interface ProductTableProps {
  caption: string
  line: Line
  products: readonly ProductCandidate[]
  currency: string | null
}

/** Products held against a line, identifier by identifier; each row has the button that picks it. */
export function ProductTable({ caption, line, products, currency }: ProductTableProps) {
  const { t } = useWords()
  return (
    <table class="compare cards">
      <caption>{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('matching.product')}</th>
          <th scope="col">{t('matching.identifiers')}</th>
          <th scope="col" class="figure">
            {t('matching.stock')}
          </th>
          <th scope="col" class="figure">
            {t('matching.price')}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        <tr class="asked">
          <th scope="row">
            {line.description || t('unknown')} <small class="aside">{t('matching.asked')}</small>
          </th>
          <td data-label={t('matching.identifiers')}>
            {matchKinds.map((kind) => (
              <Code kind={kind} code={line[kind]} />
            ))}
          </td>
          <td />
          <td />
          <td />
        </tr>
        {products.map((product) => (
          <ProductRow product={product} currency={currency} />
        ))}
      </tbody>
    </table>
  )
}

function ProductRow({ product, currency }: { product: ProductCandidate; currency: string | null }) {
  const { t, number } = useWords()
  const { id, sku, name, brand, onHand, fits } = product
  return (
    <tr id={`product-${id}`}>
      <th scope="row">
        {name} {brand && <small class="aside">{brand}</small>}
        {!fits && (
          <span class="tag" data-tone="soon">
            {t('matching.fitsNothing')}
          </span>
        )}
      </th>
      <td data-label={t('matching.identifiers')}>
        {matchKinds.map((kind) => (
          <Codes product={product} kind={kind} />
        ))}
      </td>
      <td data-label={t('matching.stock')} class="figure">
        {onHand === null ? t('matching.never') : number(onHand)}
      </td>
      <td data-label={t('matching.price')} class="figure">
        <Price price={product.price} currency={currency} />
      </td>
      <td>
        <button type="submit" name="sku" value={sku} class={fits ? 'primary' : 'plain'}>
          {t('matching.use')}
          <span class="visually-hidden"> {name}</span>
        </button>
      </td>
    </tr>
  )
}

function Codes({ product, kind }: { product: ProductCandidate; kind: MatchKind }) {
  const codes = product.identifiers[kind]
  const agreement = product.agreements[kind]
  if (codes.length === 0 && agreement === 'unsaid') return null
  const shown = codes.map((code) => (kind === 'gtin' ? printedGtin(code) : code))
  return (
    <Agreeing agreement={agreement}>
      <Code kind={kind} code={shown.join(' ') || null} />
    </Agreeing>
  )
}

function Code({ kind, code }: { kind: MatchKind; code: string | null }) {
  const { t } = useWords()
  return (
    <span class="code">
      {kind.toUpperCase()} {code === null ? t('unknown') : <code>{code}</code>}
    </span>
  )
}

/** As the catalogue has it, where it is no amount of the currency. */
function Price({ price, currency }: { price: string | null; currency: string | null }) {
  const { t, money } = useWords()
  if (price === null) return <>{t('unknown')}</>
  const decimals = currency === null ? undefined : decimalsOf(currency)
  const minor = decimals === undefined ? null : parseAmount(price, decimals)
  return <>{minor === null || currency === null ? price : money(minor, currency)}</>
}
