import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import type { EntryShown, MoneyDay } from './money.ts'

/** Each thing that befell money that day, leading to its order. */
export function Entries({ day: { entries, hasMore, timeZone, filter } }: { day: MoneyDay }) {
  const { t, number } = useWords()
  return (
    <section class="panel money-day">
      <table class="cards">
        <caption>{t('moneyDay.entries')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('moneyDay.order')}</th>
            <th scope="col">{t('moneyDay.at')}</th>
            <th scope="col">{t('moneyDay.entry')}</th>
            <th scope="col" class="figure">
              {t('moneyDay.amount')}
            </th>
            <th scope="col">{t('moneyDay.account')}</th>
            <th scope="col">{t('moneyDay.reference')}</th>
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <Entry entry={entry} timeZone={timeZone} />
          ))}
        </tbody>
      </table>
      {hasMore && (
        <p>
          {t('moneyDay.more', { shown: number(entries.length) })}{' '}
          <a href={paths.moneyCsv(filter)}>{t('moneyDay.csv')}</a>
        </p>
      )}
    </section>
  )
}

function Entry({ entry, timeZone }: { entry: EntryShown; timeZone: string }) {
  const { t, money, second } = useWords()
  const { at, amount, fee, currency, account, cardType, method, saleNumber, reference } = entry
  return (
    <tr>
      <th scope="row">
        <a href={paths.order(entry)}>{entry.number}</a>
        {saleNumber && <small class="muted">{saleNumber}</small>}
      </th>
      <td data-label={t('moneyDay.at')}>
        <time datetime={at.toISOString()}>{second(at, timeZone)}</time>
      </td>
      <td data-label={t('moneyDay.entry')}>{t(`moneyDay.entryOf.${entry.entry}`)}</td>
      <td data-label={t('moneyDay.amount')} class="figure">
        {money(amount, currency)}
        {fee !== null && <small class="muted">{t('moneyDay.feeOf', { fee: money(fee, currency) })}</small>}
      </td>
      <td data-label={t('moneyDay.account')}>
        {account ?? method} {cardType && <small class="muted">{cardType}</small>}
      </td>
      <td data-label={t('moneyDay.reference')} class="written">
        {reference ?? t('unknown')}
      </td>
    </tr>
  )
}
