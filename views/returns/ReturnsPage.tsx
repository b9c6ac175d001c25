import { useWords } from '../context.ts'
import { Layout } from '../Layout.tsx'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import type { ShownReturn } from './details.ts'
import { ReturnTag } from './ReturnTag.tsx'

interface ReturnsPageProps {
  words: Words
  viewer: Viewer
  open: ShownReturn[]
  ended: ShownReturn[]
}

/** The returns of the shop: those that wait, oldest first, and what ended lately. */
export function ReturnsPage({ words, viewer, open, ended }: ReturnsPageProps) {
  const { t } = words
  return (
    <Layout words={words} title={t('returns.title')} viewer={viewer} follows="all">
      <h1>{t('returns.title')}</h1>
      <p>
        <a href={paths.bin()}>{t('bin.link')}</a>
      </p>
      <section class="panel settings-wide" aria-labelledby="open-returns">
        <h2 id="open-returns">{t('returns.open')}</h2>
        {open.length === 0 ? (
          <p class="muted">{t('returns.noneOpen')}</p>
        ) : (
          <Rows returns={open} caption={t('returns.open')} when="opened" />
        )}
      </section>
      <section class="panel settings-wide" aria-labelledby="ended-returns">
        <h2 id="ended-returns">{t('returns.ended')}</h2>
        {ended.length === 0 ? (
          <p class="muted">{t('returns.noneEnded')}</p>
        ) : (
          <Rows returns={ended} caption={t('returns.ended')} when="ended" />
        )}
      </section>
    </Layout>
  )
}

interface RowsProps {
  returns: ShownReturn[]
  caption: string
  when: 'opened' | 'ended'
}

function Rows({ returns, caption, when }: RowsProps) {
  const { t, money, number, dateTime } = useWords()
  return (
    <table class="cards">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('returns.column.return')}</th>
          <th scope="col">{t('returns.column.customer')}</th>
          <th scope="col">{t('returns.column.status')}</th>
          <th scope="col" class="figure">
            {t('returns.column.units')}
          </th>
          <th scope="col" class="figure">
            {t('returns.column.amount')}
          </th>
          <th scope="col">{t(`returns.column.${when}`)}</th>
        </tr>
      </thead>
      <tbody>
        {returns.map((one) => (
          <tr>
            <th scope="row">
              <a href={paths.return(one, one.n)}>{t('returns.one', { n: one.n, number: one.number })}</a>
            </th>
            <td data-label={t('returns.column.customer')}>{one.customerName || t('unknown')}</td>
            <td data-label={t('returns.column.status')}>
              <ReturnTag status={one.status} />
            </td>
            <td class="figure" data-label={t('returns.column.units')}>
              {number(one.units)}
            </td>
            <td class="figure" data-label={t('returns.column.amount')}>
              {money(one.amount, one.currency)}
            </td>
            <td data-label={t(`returns.column.${when}`)}>
              {dateTime((when === 'ended' ? one.endedAt : null) ?? one.openedAt, one.timeZone)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
