import { moneyRows, moneyTotals } from '../../domain/money-day.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { BooksCheck } from './BooksCheck.tsx'
import { Entries } from './Entries.tsx'
import { MoneyTable } from './MoneyTable.tsx'
import type { MoneyDay } from './money.ts'
import { OpenMoney } from './OpenMoney.tsx'

interface MoneyPageProps {
  words: Words
  viewer: Viewer
  day: MoneyDay
}

/** A day's money by account, payment type and card; before it what of the money waits for somebody. */
export function MoneyPage({ words, viewer, day }: MoneyPageProps) {
  const { t } = words
  return (
    <Layout words={words} title={t('moneyDay.title')} viewer={viewer} follows="all">
      <h1>{t('moneyDay.title')}</h1>
      <OpenMoney day={day} />
      <section aria-labelledby="day-title">
        <h2 id="day-title">{t('moneyDay.ofDay', { day: words.day(day.filter.day) })}</h2>
        <Choose day={day} />
        {day.entries.length === 0 ? (
          <p>{t('moneyDay.nothing')}</p>
        ) : (
          <>
            <MoneyTable rows={moneyRows(day.sums)} totals={moneyTotals(day.sums)} />
            <BooksCheck day={day} />
            <Entries day={day} />
          </>
        )}
      </section>
    </Layout>
  )
}

function Choose({ day: { filter, stores, timeZone, today } }: { day: MoneyDay }) {
  const { t } = useWords()
  const beside = (days: number) => {
    const date = new Date(`${filter.day}T00:00:00Z`)
    date.setUTCDate(date.getUTCDate() + days)
    return paths.money({ ...filter, day: date.toISOString().slice(0, 10) })
  }
  return (
    <>
      <search>
        <form class="filters" id="money-day" method="get" action={paths.money()}>
          <Field id="day" name="day" type="date" label={t('moneyDay.day')} value={filter.day} max={today} />
          <SelectField
            id="store"
            name="store"
            label={t('moneyDay.store')}
            value={filter.store ?? ''}
            none={t('moneyDay.allStores')}
            options={stores.map(({ code, name }) => ({ value: code, label: name }))}
          />
          <button type="submit">{t('moneyDay.show')}</button>
          <a rel="prev" href={beside(-1)}>
            {t('moneyDay.before')}
          </a>
          {filter.day < today && (
            <a rel="next" href={beside(1)}>
              {t('moneyDay.after')}
            </a>
          )}
          <a href={paths.moneyCsv(filter)}>{t('moneyDay.csv')}</a>
        </form>
      </search>
      <p class="muted">{t('moneyDay.zone', { zone: timeZone })}</p>
    </>
  )
}
