import { isGiftCard } from '../../domain/gift-cards.ts'
import { whyNot } from '../../domain/lifecycle.ts'
import { decimalsOf, formatAmount } from '../../domain/money.ts'
import { may } from '../../domain/roles.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'
import { fieldState } from './ActionFields.tsx'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'
import type { Line, OrderDetails, ShownGiftCard } from './details.ts'
import { unsoldOf } from './gift-cards.ts'

type Props = ActionFormProps & { role: Role }

/** Gift cards that the website sold by a placeholder: sold over the counter, one a unit, and what was sold. */
export function GiftCards(props: Props) {
  const { t } = useWords()
  const { order } = props
  const lines = order.lines.filter(isGiftCard)
  if (lines.length === 0) return null
  const canSell = whyNot(order.status, 'sellGiftCard', order.fulfilment) === null
  const left = lines.filter((line) => unsoldOf(order, line) > 0)
  return (
    <section class="panel counter" id="gift-cards" aria-labelledby="gift-cards-title">
      <h2 id="gift-cards-title">{t('giftCards.title')}</h2>
      {left.length === 0 ? <p>{t('giftCards.allSold')}</p> : <p class="muted">{t('giftCards.explain')}</p>}
      {canSell && left.map((line) => <SellForm {...props} line={line} />)}
      {order.giftCards.length > 0 && <Sold {...props} />}
    </section>
  )
}

/** The form of one line; the amount is what the line says that a card is worth. */
function SellForm({ order, refusedForm, newId, line }: Props & { line: Line }) {
  const { t } = useWords()
  const isOwn = refusedForm?.action === 'sellGiftCard' && refusedForm.values.line?.[0] === line.id
  const own = isOwn ? refusedForm : null
  const field = (name: string) => {
    const state = fieldState('sellGiftCard', own, name)
    return { ...state, id: own ? state.id : `${state.id}-${line.id}` }
  }
  const amount = formatAmount(line.unitPrice, decimalsOf(order.currency ?? '') ?? 2)
  const count = unsoldOf(order, line)
  return (
    <ActionForm
      action="sellGiftCard"
      order={order}
      refusedForm={own}
      newId={newId}
      id={`sell-gift-card-${line.id}`}
    >
      <h3>{t('giftCards.ofLine', { line: line.id, description: line.description, count })}</h3>
      <input type="hidden" name="line" value={line.id} />
      <Field
        {...field('number')}
        label={t('giftCards.number')}
        hint={t('giftCards.numberHint')}
        maxlength={100}
        required
      />
      <Field
        {...field('amount')}
        value={field('amount').value ?? amount}
        label={t('giftCards.amount')}
        inputmode="decimal"
        maxlength={30}
      />
    </ActionForm>
  )
}

function Sold({ order, ...props }: Props) {
  const { t, money, dateTime } = useWords()
  const mayVoid =
    may(props.role, 'voidGiftCards') && whyNot(order.status, 'voidGiftCard', order.fulfilment) === null
  return (
    <>
      <h3>{t('giftCards.sold')}</h3>
      <ul class="gift-cards">
        {order.giftCards.map((card) => (
          <li id={`gift-card-${card.number}`}>
            <p>
              <code>{card.number}</code> <strong>{money(card.amount, order.currency ?? '')}</strong>{' '}
              <small>
                {t('giftCards.line')} {card.line}
                {', '}
                {dateTime(card.at, order.timeZone)}
                {card.by && `, ${card.by}`}
              </small>
            </p>
            <Voided card={card} order={order} />
            {mayVoid && card.voided === null && <VoidForm {...props} order={order} card={card} />}
          </li>
        ))}
      </ul>
    </>
  )
}

function Voided({ card: { voided }, order }: { card: ShownGiftCard; order: OrderDetails }) {
  const { t, dateTime } = useWords()
  if (voided === null) return null
  const told = { at: dateTime(voided.at, order.timeZone), who: voided.by ?? t('who.former') }
  return <p class="muted">{t('giftCards.voided', { ...told, reason: voided.reason })}</p>
}

function VoidForm({ order, refusedForm, newId, card }: Props & { card: ShownGiftCard }) {
  const { t } = useWords()
  const isOwn = refusedForm?.action === 'voidGiftCard' && refusedForm.values.number?.[0] === card.number
  const own = isOwn ? refusedForm : null
  const state = fieldState('voidGiftCard', own, 'reason')
  return (
    <details open={isOwn}>
      <summary>{t('giftCards.void')}</summary>
      <ActionForm
        action="voidGiftCard"
        order={order}
        refusedForm={own}
        newId={newId}
        id={`void-gift-card-${card.number}`}
        tone="warning"
      >
        <p>{t('giftCards.voidExplain')}</p>
        <input type="hidden" name="number" value={card.number} />
        <Field
          {...state}
          id={own ? state.id : `${state.id}-${card.number}`}
          label={t('giftCards.whyVoid')}
          rows={2}
          maxlength={4000}
          required
        />
      </ActionForm>
    </details>
  )
}
