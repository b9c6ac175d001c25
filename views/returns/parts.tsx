import { dueOf, inAll } from '../../domain/returns/return.ts'
import { useWords } from '../context.ts'
import type { ReturnDetails } from './details.ts'

export function ReturnFacts({ details }: { details: ReturnDetails }) {
  const { t, dateTime } = useWords()
  const {
    reason,
    openedAt,
    goodsLateAt,
    method,
    reference,
    customerName,
    timeZone,
    sale,
    exchangedFor: n,
  } = details
  const facts: [string, string | null][] = [
    [t('returns.column.customer'), customerName || null],
    [t('returns.facts.reason'), t(`returns.reason.${reason}`)],
    [t('returns.facts.sale'), n === null ? null : t('returns.facts.exchangeSale', { sale, n })],
    [t('returns.facts.opened'), dateTime(openedAt, timeZone)],
    [t('returns.facts.late'), goodsLateAt && dateTime(goodsLateAt, timeZone)],
    [t('returns.facts.method'), method && t(`returns.method.${method}`)],
    [t('returns.facts.reference'), reference],
  ]
  return (
    <dl class="facts">
      {facts.map(
        ([label, value]) =>
          value && (
            <div>
              <dt>{label}</dt>
              <dd class="written">{value}</dd>
            </div>
          ),
      )}
    </dl>
  )
}

/** What comes back, with shipping as a line of its own, of no product. */
export function ReturnLines({ details }: { details: ReturnDetails }) {
  const { t, money, number, percent } = useWords()
  const { currency, lines, shipping } = details
  const heads = ['units', 'sellable', 'defective', 'toInspect', 'amount', 'tax'] as const
  return (
    <section class="panel" aria-labelledby="return-lines">
      <h2 id="return-lines">{t('returns.lines')}</h2>
      <table class="cards">
        <caption class="visually-hidden">{t('returns.lines')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('returns.column.line')}</th>
            {heads.map((head) => (
              <th scope="col" class="figure">
                {t(`returns.column.${head}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {lines.map((line) => (
            <tr>
              <th scope="row">
                {line.description || t('unknown')}
                <small>{t('returns.atRate', { rate: percent(line.taxRate) })}</small>
              </th>
              {heads.map((head) => (
                <td class="figure" data-label={t(`returns.column.${head}`)}>
                  {head === 'amount' || head === 'tax'
                    ? money(line[head], currency)
                    : number(head === 'units' ? -line.units : line[head])}
                </td>
              ))}
            </tr>
          ))}
          {shipping && (
            <tr>
              <th scope="row">{t('returns.shipping')}</th>
              <td class="figure" data-label={t('returns.column.units')}>
                {number(-1)}
              </td>
              <td class="figure" colspan={3} />
              <td class="figure" data-label={t('returns.column.amount')}>
                {money(shipping.amount, currency)}
              </td>
              <td class="figure" data-label={t('returns.column.tax')}>
                {money(shipping.tax, currency)}
              </td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  )
}

export function ReturnMoney({ details }: { details: ReturnDetails }) {
  const { t, money } = useWords()
  const { currency, goods, shipping, setOff, given } = details
  const isGiven = details.status === 'refunded' || details.status === 'closed'
  const tax = (amount: number) => t('returns.sum.tax', { amount: money(amount, currency) })
  return (
    <section class="panel" aria-labelledby="return-money">
      <h2 id="return-money">{t('returns.money')}</h2>
      <dl class="sums">
        <dt>
          {t('returns.sum.goods')} <small>{tax(goods.tax)}</small>
        </dt>
        <dd>{money(goods.amount, currency)}</dd>
        {shipping && (
          <>
            <dt>
              {t('returns.sum.shipping')} <small>{tax(shipping.tax)}</small>
            </dt>
            <dd>{money(shipping.amount, currency)}</dd>
          </>
        )}
        {setOff > 0 && (
          <>
            <dt>{t('returns.sum.setOff')}</dt>
            <dd>{money(-setOff, currency)}</dd>
          </>
        )}
        {!isGiven && inAll(given) > 0 && (
          <>
            <dt>{t('returns.sum.given')}</dt>
            <dd>{money(-inAll(given), currency)}</dd>
          </>
        )}
        <dt class="sum">{t(isGiven ? 'returns.sum.given' : 'returns.sum.total')}</dt>
        <dd class="sum">{money(isGiven ? inAll(given) : dueOf(details), currency)}</dd>
      </dl>
    </section>
  )
}
