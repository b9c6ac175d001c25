import { lineNet } from '../../domain/money.ts'
import { useWords } from '../context.ts'
import type { Line, OrderDetails } from './details.ts'
import { Remembered } from './Remembered.tsx'

/** What was ordered, which of our products it is, and how much of it is there. */
export function Lines({ order, newId }: { order: OrderDetails; newId: () => string }) {
  const { t } = useWords()
  return (
    <section class="panel" id="lines" aria-labelledby="lines-title">
      <h2 id="lines-title">{t('lines.title')}</h2>
      {order.lines.length === 0 ? (
        <p class="muted">{t('lines.none')}</p>
      ) : (
        <table class="lines cards">
          <caption class="visually-hidden">{t('lines.title')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('lines.line')}</th>
              <th scope="col">{t('lines.ordered')}</th>
              <th scope="col">{t('lines.product')}</th>
              <th scope="col" class="figure">
                {t('lines.quantity')}
              </th>
              <th scope="col" class="figure">
                {t('lines.allocated')}
              </th>
              <th scope="col" class="figure">
                {t('lines.owed')}
              </th>
              <th scope="col" class="figure">
                {t('lines.net')}
              </th>
              <th scope="col" class="figure">
                {t('lines.tax')}
              </th>
            </tr>
          </thead>
          <tbody>
            {order.lines.map((line) => (
              <LineRow line={line} order={order} newId={newId} />
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

function LineRow({ line, order, newId }: { line: Line; order: OrderDetails; newId: () => string }) {
  const { t, money, number, percent } = useWords()
  const currency = order.currency ?? ''
  return (
    <tr>
      <th scope="row">{line.id}</th>
      <td data-label={t('lines.ordered')}>
        {line.description || t('unknown')}
        {line.kind !== 'product' && <small>{t(`lines.kind.${line.kind}`)}</small>}
        <Identifiers line={line} />
      </td>
      <td data-label={t('lines.product')}>
        <MatchedProduct line={line} />
        {line.remembered && <Remembered order={order} line={line} newId={newId} />}
      </td>
      <td data-label={t('lines.quantity')} class="figure">
        {number(line.quantity)}
      </td>
      <td data-label={t('lines.allocated')} class="figure">
        {number(line.allocated)}
      </td>
      <td data-label={t('lines.owed')} class="figure" data-tone={line.owed > 0 ? 'late' : undefined}>
        {number(line.owed)}
      </td>
      <td data-label={t('lines.net')} class="figure">
        {money(lineNet(line), currency)}
        <small>
          {line.discount > 0
            ? t('lines.priceLess', {
                price: money(line.unitPrice, currency),
                discount: money(line.discount, currency),
              })
            : t('lines.price', { price: money(line.unitPrice, currency) })}
        </small>
      </td>
      <td data-label={t('lines.tax')} class="figure">
        {money(line.tax, currency)}
        <small>{percent(line.taxRate)}</small>
      </td>
    </tr>
  )
}

function Identifiers({ line }: { line: Line }) {
  const { t } = useWords()
  const identifiers = [
    ['GTIN', line.gtin],
    ['MPN', line.mpn],
    ['SKU', line.sku],
  ].filter(([, value]) => value)
  if (identifiers.length === 0)
    return line.kind === 'product' ? <small>{t('lines.noIdentifier')}</small> : null
  return (
    <small>
      {identifiers.map(([name, value]) => (
        <span class="identifier">
          {name} <code>{value}</code>
        </span>
      ))}
    </small>
  )
}

function MatchedProduct({ line }: { line: Line }) {
  const { t } = useWords()
  if (line.product) {
    return (
      <>
        {line.product.name} <code>{line.product.sku}</code>
        {line.matchedBy && <small>{t(`lines.matchedBy.${line.matchedBy}`)}</small>}
      </>
    )
  }
  if (line.matchedBy === 'gift_card') return <>{t('lines.giftCard')}</>
  if (line.open) {
    const { matchProblem } = line
    if (matchProblem === null) return <>{t('lines.problem.notLooked')}</>
    return (
      <span class="tag" data-tone="late">
        {t(`lines.problem.${matchProblem}`)}
      </span>
    )
  }
  return <>{t('lines.noProduct')}</>
}
