import { type ReturnReason, returnReasons } from '../../domain/returns/return.ts'
import { useWords } from '../context.ts'
import { ErrorSummary, Field, SelectField } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import { type OrderName, paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { Counts } from './Counts.tsx'
import type { FormFault, Offer } from './details.ts'

interface OpenReturnPageProps extends Omit<OpeningFormProps, 'offer'> {
  words: Words
  viewer: Viewer
  /** Null: nothing of the order was handed over. */
  offer: Offer | null
}

/** Goods of an order come back: which, how many, how they are, and why. */
export function OpenReturnPage({ words, viewer, offer, ...form }: OpenReturnPageProps) {
  const { t } = words
  const title = t('returns.opening.title', { number: form.order.number })
  const { errors, order } = form
  const isOver = offer?.lines.every(({ left }) => left === 0)
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <p>
        <a href={paths.order(order)}>{t('returns.back', { number: order.number })}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {offer === null && <p>{t('returns.opening.notCompleted')}</p>}
      {offer && <Sales offer={offer} order={order} />}
      {offer && <LiveCards offer={offer} order={order} />}
      {offer && isOver && <p>{t('returns.opening.nothingLeft')}</p>}
      {offer && !isOver && <OpeningForm {...form} offer={offer} />}
    </Layout>
  )
}

/** Goods that went out in exchange come back on their own: each sale has its prices and what was paid for it. */
function Sales({ offer, order }: { offer: Offer; order: OrderName }) {
  const { t } = useWords()
  if (offer.sales.length === 1) return null
  return (
    <nav class="tabs" aria-label={t('returns.opening.sales')}>
      <ul>
        {offer.sales.map(({ sale, forReturn, units }) => (
          <li>
            <a href={paths.openReturn(order, sale)} aria-current={sale === offer.sale ? 'page' : undefined}>
              {forReturn === null
                ? t('returns.opening.ownSale', { units })
                : t('returns.opening.exchangeSale', { n: forReturn, units })}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  )
}

/** Cards that are worth something still: only a card that is void gives its money back. */
function LiveCards({ offer, order }: { offer: Offer; order: OrderName }) {
  const { t } = useWords()
  const lines = offer.lines.filter(({ cards = 0 }) => cards > 0)
  if (lines.length === 0) return null
  return (
    <div class="notice" data-tone="soon">
      {lines.map(({ description, cards = 0 }) => (
        <p>{t('returns.opening.cards', { description: description || t('unknown'), count: cards })}</p>
      ))}
      <p>
        <a href={`${paths.order(order)}#gift-cards`}>{t('returns.opening.cardsLink')}</a>
      </p>
    </div>
  )
}

interface OpeningFormProps {
  order: OrderName
  currency: string
  offer: Offer
  /** The goods will come; how they are is asked then. */
  isAwaited: boolean
  values: Record<string, string[]>
  actionId: string
  errors: FormFault[]
}

function OpeningForm({ order, currency, offer, isAwaited, values, actionId, errors }: OpeningFormProps) {
  const { t, money, percent } = useWords()
  const errorOf = (name: string) => errors.find(({ field }) => field === name)?.message
  const lines = offer.lines.filter(({ left }) => left > 0)
  return (
    <section class="panel return-form">
      <p>{t(isAwaited ? 'returns.opening.awaited' : 'returns.opening.here')}</p>
      <p>
        <a href={isAwaited ? paths.openReturn(order, offer.sale) : paths.openAwaited(order, offer.sale)}>
          {t(isAwaited ? 'returns.opening.hereLink' : 'returns.opening.laterLink')}
        </a>
      </p>
      <form id="open-return" method="post" action={paths.openReturn(order)} novalidate>
        <input type="hidden" name="actionId" value={actionId} />
        <input type="hidden" name="sale" value={offer.sale} />
        <input type="hidden" name="goods" value={isAwaited ? 'awaited' : 'here'} />
        <Counts
          caption={t('returns.goods')}
          names={isAwaited ? ['sellable'] : ['sellable', 'defective', 'toInspect']}
          called={isAwaited ? { sellable: t('returns.column.awaited') } : {}}
          values={values}
          errors={errors}
          lines={lines.map(({ line, description, taxRate, amount, units, left, isGiftCard }) => ({
            line,
            description,
            most: left,
            note: `${isGiftCard ? `${t('returns.opening.card')} · ` : ''}${units} × · ${money(amount, currency)} · ${t('returns.atRate', { rate: percent(taxRate) })}`,
            prefilled: {},
          }))}
        />
        {offer.shipping.amount > 0 && (
          <div class="field">
            <label class="choice">
              <input type="checkbox" name="shipping" value="on" checked={values.shipping?.[0] === 'on'} />
              <span>{t('returns.opening.shipping', { amount: money(offer.shipping.amount, currency) })}</span>
            </label>
          </div>
        )}
        <SelectField
          id="reason"
          name="reason"
          label={t('returns.reasonTitle')}
          value={values.reason?.[0]}
          error={errorOf('reason')}
          none={t('returns.reasonNone')}
          options={returnReasons.map((reason: ReturnReason) => ({
            value: reason,
            label: t(`returns.reason.${reason}`),
          }))}
        />
        <Field
          id="comment"
          name="comment"
          label={t('returns.comment')}
          value={values.comment?.[0]}
          error={errorOf('comment')}
          maxlength={4_000}
          rows={3}
        />
        <button type="submit" class="primary">
          {t('returns.opening.submit')}
        </button>
      </form>
    </section>
  )
}
