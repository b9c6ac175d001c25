import { may } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import { ErrorSummary, Field, SelectField } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { type OrderName, paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import type { FormFault } from './details.ts'

interface OfReturn extends OrderName {
  n: number
  timeZone: string
  name: string
  units: number
}

/** The bin as its page shows it. */
export interface BinShown {
  there: (OfReturn & { returnId: number; productId: number; store: string; sku: string; since: Date })[]
  toInspect: (OfReturn & { since: Date })[]
  taken: (OfReturn & {
    deed: 'written_off' | 'made_sellable'
    reason: string
    at: Date
    who: string | null
  })[]
}

/** A form of the page that came back. */
export interface RefusedBinForm {
  /** "<return>-<product>". */
  lot: string
  values: Record<string, string[]>
  errors: FormFault[]
}

interface BinPageProps {
  words: Words
  viewer: Viewer
  bin: BinShown
  isDone: boolean
  refused: RefusedBinForm | null
  newId: () => string
}

/** Defective goods: what lies there, since when, from which return; and pieces that somebody has yet to look at. */
export function BinPage({ words, viewer, bin, isDone, refused, newId }: BinPageProps) {
  const { t } = words
  const title = t('bin.title')
  return (
    <Layout
      words={words}
      title={refused ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
      follows="all"
    >
      <p>
        <a href={paths.returns()}>{t('returns.title')}</a>
      </p>
      <h1>{title}</h1>
      {refused && <ErrorSummary errors={refused.errors} />}
      {isDone && !refused && (
        <p class="notice" data-tone="ok" role="status">
          {t('bin.done')}
        </p>
      )}
      <p>{t('bin.help')}</p>
      <There bin={bin} mayClear={may(viewer.role, 'clearBin')} refused={refused} newId={newId} />
      <ToInspect bin={bin} />
      <Taken bin={bin} />
    </Layout>
  )
}

interface ThereProps extends Pick<BinPageProps, 'bin' | 'refused' | 'newId'> {
  mayClear: boolean
}

function There({ bin, mayClear, refused, newId }: ThereProps) {
  const { t, number, dateTime } = useWords()
  return (
    <section class="panel settings-wide" aria-labelledby="bin-there">
      <h2 id="bin-there">{t('bin.there')}</h2>
      {bin.there.length === 0 ? (
        <p class="muted">{t('bin.empty')}</p>
      ) : (
        <table class="cards">
          <caption class="visually-hidden">{t('bin.there')}</caption>
          <thead>
            <tr>
              {(['product', 'store'] as const).map((column) => (
                <th scope="col">{t(`bin.column.${column}`)}</th>
              ))}
              <th scope="col" class="figure">
                {t('bin.column.units')}
              </th>
              {(['since', 'return'] as const).map((column) => (
                <th scope="col">{t(`bin.column.${column}`)}</th>
              ))}
              {mayClear && <td />}
            </tr>
          </thead>
          <tbody>
            {bin.there.map((lot) => (
              <tr>
                <th scope="row">
                  {lot.name} <small class="aside">{lot.sku}</small>
                </th>
                <td data-label={t('bin.column.store')}>{lot.store}</td>
                <td class="figure" data-label={t('bin.column.units')}>
                  {number(lot.units)}
                </td>
                <td data-label={t('bin.column.since')}>{dateTime(lot.since, lot.timeZone)}</td>
                <td data-label={t('bin.column.return')}>
                  <ReturnLink one={lot} />
                </td>
                {mayClear && (
                  <td>
                    <TakeOut lot={lot} refused={refused} newId={newId} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

const ReturnLink = ({ one }: { one: OfReturn }) => {
  const { t } = useWords()
  return <a href={paths.return(one, one.n)}>{t('returns.one', { n: one.n, number: one.number })}</a>
}

interface TakeOutProps extends Pick<BinPageProps, 'refused' | 'newId'> {
  lot: BinShown['there'][number]
}

function TakeOut({ lot, refused, newId }: TakeOutProps) {
  const { t } = useWords()
  const key = `${lot.returnId}-${lot.productId}`
  const mine = refused?.lot === key ? refused : null
  const typed = (name: string) => mine?.values[name]?.[0]
  const errorOf = (name: string) => mine?.errors.find(({ field }) => field === `${name}-${key}`)?.message
  return (
    <details open={mine !== null}>
      <summary aria-label={t('bin.actionOf', { name: lot.name })}>{t('bin.action')}</summary>
      <form class="action" id={`bin-${key}`} method="post" action={paths.takeFromBin()} novalidate>
        <input type="hidden" name="actionId" value={typed('actionId') ?? newId()} />
        <input type="hidden" name="return" value={lot.returnId} />
        <input type="hidden" name="product" value={lot.productId} />
        <Field
          id={`units-${key}`}
          name="units"
          label={t('bin.unitsField')}
          value={typed('units') ?? String(lot.units)}
          error={errorOf('units')}
          inputmode="numeric"
          maxlength={6}
        />
        <SelectField
          id={`deed-${key}`}
          name="deed"
          label={t('bin.deedField')}
          value={typed('deed')}
          error={errorOf('deed')}
          options={(['written_off', 'made_sellable'] as const).map((deed) => ({
            value: deed,
            label: t(`bin.deed.${deed}`),
          }))}
        />
        <Field
          id={`reason-${key}`}
          name="reason"
          label={t('bin.reasonField')}
          value={typed('reason')}
          error={errorOf('reason')}
          maxlength={500}
        />
        <button type="submit" class="primary">
          {t('bin.submit')}
        </button>
      </form>
    </details>
  )
}

function ToInspect({ bin }: Pick<BinPageProps, 'bin'>) {
  const { t, number, dateTime } = useWords()
  return (
    <section class="panel settings-wide" aria-labelledby="bin-inspect">
      <h2 id="bin-inspect">{t('bin.inspect')}</h2>
      {bin.toInspect.length === 0 ? (
        <p class="muted">{t('bin.inspectEmpty')}</p>
      ) : (
        <>
          <p>{t('bin.inspectHelp')}</p>
          <ul>
            {bin.toInspect.map((one) => (
              <li>
                {number(one.units)} × {one.name || t('unknown')}, {dateTime(one.since, one.timeZone)}:{' '}
                <ReturnLink one={one} />
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

function Taken({ bin }: Pick<BinPageProps, 'bin'>) {
  const { t, number, dateTime } = useWords()
  const columns = ['product', 'units', 'deed', 'reason', 'who', 'at', 'return'] as const
  return (
    <section class="panel settings-wide" aria-labelledby="bin-taken">
      <h2 id="bin-taken">{t('bin.taken')}</h2>
      {bin.taken.length === 0 ? (
        <p class="muted">{t('bin.takenEmpty')}</p>
      ) : (
        <table class="cards">
          <caption class="visually-hidden">{t('bin.taken')}</caption>
          <thead>
            <tr>
              {columns.map((column) => (
                <th scope="col" class={column === 'units' ? 'figure' : undefined}>
                  {t(`bin.column.${column}`)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {bin.taken.map((one) => (
              <tr>
                <th scope="row">{one.name}</th>
                <td class="figure" data-label={t('bin.column.units')}>
                  {number(one.units)}
                </td>
                <td data-label={t('bin.column.deed')}>{t(`bin.deed.${one.deed}`)}</td>
                <td class="written" data-label={t('bin.column.reason')}>
                  {one.reason}
                </td>
                <td data-label={t('bin.column.who')}>{one.who ?? t('who.former')}</td>
                <td data-label={t('bin.column.at')}>{dateTime(one.at, one.timeZone)}</td>
                <td data-label={t('bin.column.return')}>
                  <ReturnLink one={one} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}
