import { SEARCH_CHARACTERS_MAX } from '../../domain/customer-search.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { Words } from '../words.ts'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'
import { AddProduct } from './AddProduct.tsx'
import type { Line, OrderDetails, ProductSearch, RefusedProduct } from './details.ts'
import { ProductTable } from './ProductTable.tsx'
import { SearchForm } from './SearchForm.tsx'

interface MatchProps extends ActionFormProps {
  refusedProduct: RefusedProduct | null
}

/** The lines that have no product yet, or one that was picked by hand and may be picked again. */
export function Match(props: MatchProps) {
  const { t } = useWords()
  const { order } = props
  if (order.status !== 'product_match_failed' && order.status !== 'customer_id_required') return null
  const lines = order.lines.filter(isToMatch)
  if (lines.length === 0) return null
  return (
    <section class="panel asks" id="match" aria-labelledby="match-title">
      <h2 id="match-title">{t('matching.title')}</h2>
      {lines.map((line, place) => (
        <MatchLine {...props} line={line} place={place} />
      ))}
    </section>
  )
}

/** A line that has no product yet, or one that was picked by hand and may be picked again. */
export const isToMatch = (line: Line) => line.kind === 'product' && (line.open || line.matchedBy === 'hand')

function MatchLine({ line, place, ...props }: MatchProps & { line: Line; place: number }) {
  const { t } = useWords()
  const { order } = props
  const search = order.productSearch?.line === line.id ? order.productSearch : null
  const id = `match-${place}`
  return (
    <section class="match-line" id={id} aria-labelledby={`${id}-title`}>
      <h3 id={`${id}-title`}>{t('matching.line', { line: line.id, description: line.description })}</h3>
      {line.product ? (
        <p>{t('matching.picked', { name: line.product.name, sku: line.product.sku })}</p>
      ) : (
        <p>
          <span class="tag" data-tone="late">
            {t(`lines.problem.${line.matchProblem ?? 'none'}`)}
          </span>
        </p>
      )}
      {search ? (
        <LineSearch order={order} line={line} search={search} />
      ) : (
        <p>
          <a href={paths.searchProducts(order, line.id)}>{t('matching.searchLine', { line: line.id })}</a>
        </p>
      )}
      <div id={search ? 'match-found' : undefined}>
        <Found {...props} line={line} search={search} id={id} />
      </div>
      {search && <AddProduct {...props} line={line} />}
    </section>
  )
}

function LineSearch({ order, line, search }: { order: OrderDetails; line: Line; search: ProductSearch }) {
  const { t } = useWords()
  const others = [line.gtin, line.mpn, line.sku, line.description]
    .map((text) => text?.slice(0, SEARCH_CHARACTERS_MAX))
    .filter((text) => text && text !== search.typed)
  return (
    <>
      <SearchForm
        section="match"
        address={paths.order(order)}
        name="product"
        typed={search.typed}
        label={t('matching.search')}
        hint={t('matching.hint')}
        button={t('matching.find')}
      >
        <input type="hidden" name="line" value={line.id} />
      </SearchForm>
      {others.length > 0 && (
        <p class="suggestions">
          {t('matching.instead')}{' '}
          {others.map((words) => words && <a href={paths.searchProducts(order, line.id, words)}>{words}</a>)}
        </p>
      )}
    </>
  )
}

type FoundProps = MatchProps & { line: Line; search: ProductSearch | null; id: string }

/** What the identifiers find comes first; then what somebody looked for. */
function Found({ line, search, id, ...props }: FoundProps) {
  const { t } = useWords()
  const refusedForm = props.refusedForm?.values.line?.[0] === line.id ? props.refusedForm : null
  const found = search?.found ?? []
  const table = { line, currency: props.order.storeCurrency }
  return (
    <>
      {search && <Said search={search} line={line} />}
      {found.length + line.candidates.length > 0 && (
        <ActionForm
          action="matchProduct"
          id={`${id}-form`}
          {...props}
          refusedForm={refusedForm}
          button={null}
        >
          <input type="hidden" name="line" value={line.id} />
          {line.candidates.length > 0 && (
            <ProductTable {...table} caption={t('matching.byIdentifier')} products={line.candidates} />
          )}
          {found.length > 0 && <ProductTable {...table} caption={t('matching.others')} products={found} />}
        </ActionForm>
      )}
    </>
  )
}

/** How many there are, or what to do where there is none. */
function Said({ search, line }: { search: ProductSearch; line: Line }) {
  const words = useWords()
  const { unusable } = search
  return (
    <p class={unusable ? 'error' : 'muted'} id="match-said" role="status">
      {unusable
        ? words.t('matching.unusable', { count: SEARCH_CHARACTERS_MAX })
        : saidOf(words, search, line)}
    </p>
  )
}

function saidOf({ t }: Words, { typed, isTyped, hits }: ProductSearch, line: Line): string {
  if (isTyped)
    return hits > 0 ? t('matching.bySearch', { typed, count: hits }) : t('matching.none', { typed })
  const count = hits + line.candidates.length
  return count > 0 ? t('matching.byLikeness', { count }) : t('matching.noneLike')
}
