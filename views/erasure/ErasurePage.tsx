import { useWords } from '../context.ts'
import { ErrorSummary, type FieldError } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { type OrderName, paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'

export interface Hindered extends OrderName {
  hindrance: 'open' | 'return' | 'disputed' | 'money' | 'under_way'
}

export interface ErasureShown {
  order: OrderName
  /** Null: no customer is known of the order. */
  customerId: string | null
  orders: number
  hindered: Hindered[]
  /** Orders of one that was begun; null: none was. */
  left: number | null
}

interface ErasurePageProps extends ErasureShown {
  words: Words
  viewer: Viewer
  errors: FieldError[]
}

const HINDERED_SHOWN = 20

/** Says what goes and what stays before an owner erases a person. */
export function ErasurePage({ words, viewer, errors, ...shown }: ErasurePageProps) {
  const { t } = words
  const title = t('erasure.title')
  const { order, hindered } = shown
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <p>
        <a href={paths.order(order)}>{t('erasure.back', { number: order.number })}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {hindered.length > 0 ? <Hindrances hindered={hindered} /> : <Erasing {...shown} errors={errors} />}
    </Layout>
  )
}

function Hindrances({ hindered }: { hindered: Hindered[] }) {
  const { t } = useWords()
  const shown = hindered.slice(0, HINDERED_SHOWN)
  return (
    <section class="panel">
      <p>{t('erasure.hindered')}</p>
      <ul>
        {shown.map((each) => (
          <li>
            <a href={paths.order(each)}>{each.number}</a> {t(`erasure.hindrance.${each.hindrance}`)}
          </li>
        ))}
      </ul>
      {hindered.length > shown.length && (
        <p class="muted">{t('erasure.more', { count: hindered.length - shown.length })}</p>
      )}
    </section>
  )
}

function Erasing({ order, customerId, orders, left, errors }: ErasureShown & { errors: FieldError[] }) {
  const { t } = useWords()
  const fault = errors.find(({ field }) => field === 'sure')?.message
  if (orders === 0 && left === null) return <p>{t('erasure.nothing')}</p>
  return (
    <section class="panel">
      {left === null ? (
        <>
          <p>
            {customerId === null
              ? t('erasure.order', { number: order.number })
              : t('erasure.customer', { id: customerId })}
          </p>
          <ul>
            {customerId !== null && <li>{t('erasure.goes.customer')}</li>}
            <li>{t('erasure.goes.orders', { count: orders })}</li>
          </ul>
          <p>{t('erasure.stays')}</p>
          <p>{t('erasure.receipts')}</p>
          <p>
            <strong>{t('erasure.forGood')}</strong>
          </p>
        </>
      ) : (
        <p>{t('erasure.underWay', { count: left })}</p>
      )}
      <form id="erase" method="post" action={paths.erase(order)}>
        <div class="field">
          {fault && (
            <p class="error" id="sure-error">
              {fault}
            </p>
          )}
          <label class="choice">
            <input
              type="checkbox"
              id="sure"
              name="sure"
              value="on"
              checked={left !== null}
              aria-describedby={fault ? 'sure-error' : undefined}
            />{' '}
            {t('erasure.sure')}
          </label>
        </div>
        <button type="submit" class="warning">
          {t(left === null ? 'erasure.button' : 'erasure.carryOn')}
        </button>
      </form>
    </section>
  )
}
