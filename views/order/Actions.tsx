import type { Child } from 'hono/jsx'
import type { StaffAction } from '../../domain/happening.ts'
import { actionsOf, type NotNow, whyNot } from '../../domain/lifecycle.ts'
import { isClosed, statuses } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import { ActionForms } from './ActionForms.tsx'
import type { OrderDetails, RefusedForm } from './details.ts'
import { isToMatch } from './Match.tsx'

/** These end an order or only say something: at hand, but not in the way. */
const aside: readonly StaffAction[] = ['changeReadyBy', 'extendHold', 'reject', 'archive', 'comment']

interface ActionsProps {
  order: OrderDetails
  refusedForm: RefusedForm | null
  newId: () => string
  children?: Child
}

/** The forms of what can be done now: first what takes the order on. */
export function Actions({ order, refusedForm, newId, children }: ActionsProps) {
  const { t } = useWords()
  const actions = actionsOf(order.status, order.fulfilment)
  const possible = actions.filter((entry) => entry.whyNot === null).map((entry) => entry.action)
  const hasToMatch = order.lines.some((line) => isToMatch(line) && line.open)
  const main = possible.filter(
    (action) => !aside.includes(action) && (action !== 'matchProduct' || hasToMatch),
  )
  const rest = possible.filter((action) => aside.includes(action))
  const formsOf = (action: StaffAction) => (
    <ActionForms
      action={action}
      order={order}
      refusedForm={refusedForm?.action === action ? refusedForm : null}
      newId={newId}
    />
  )
  return (
    <section class="actions" aria-labelledby="actions">
      <h2 id="actions">{t('actions.title')}</h2>
      {main.map((action) => (
        <div class="panel">{formsOf(action)}</div>
      ))}
      {rest.map((action) => (
        <details class="panel" open={refusedForm?.action === action}>
          <summary>{t(`action.${action}`)}</summary>
          {formsOf(action)}
        </details>
      ))}
      {children}
    </section>
  )
}

/** Buttons that would do nothing, under the reason that they share. */
export function NotNowActions({ order }: { order: OrderDetails }) {
  const words = useWords()
  const byReason = new Map<string, StaffAction[]>()
  for (const { action, whyNot: reason } of actionsOf(order.status, order.fulfilment)) {
    if (reason === null) continue
    const told = reasonInWords(words, order, action, reason)
    byReason.set(told, [...(byReason.get(told) ?? []), action])
  }
  if (byReason.size === 0) return null
  return (
    <section class="panel not-now-part">
      <h2>{words.t('actions.notNow')}</h2>
      <ul class="not-now">
        {[...byReason].map(([reason, disabled], index) => (
          <li>
            <p id={`not-now-${index}`}>{reason}</p>
            {disabled.map((action) => (
              <button type="button" aria-disabled="true" aria-describedby={`not-now-${index}`}>
                {words.t(`action.${action}`)}
              </button>
            ))}
          </li>
        ))}
      </ul>
    </section>
  )
}

function reasonInWords(
  { t, either }: Words,
  order: OrderDetails,
  action: StaffAction,
  reason: NotNow,
): string {
  if (isClosed(order.status)) return t('actions.closed', { status: t(`status.${order.status}`) })
  if (reason === 'wrong_fulfilment') return t('actions.wrongFulfilment')
  const fitting = statuses.filter((status) => whyNot(status, action, order.fulfilment) === null)
  return t('actions.wrongStatus', { statuses: either(fitting.map((status) => t(`status.${status}`))) })
}
