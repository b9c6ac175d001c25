import type { HappeningType } from '../../domain/happening.ts'
import { whyNot } from '../../domain/lifecycle.ts'
import { GIVEN_OTHERWISE } from '../../domain/payment.ts'
import { may } from '../../domain/roles.ts'
import { isClosed, type Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'
import { fieldState } from './ActionFields.tsx'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'
import type { OrderDetails, Outcoming } from './details.ts'
import { isNotBought, OutcomeNotice, whoInWords } from './OutcomeNotice.tsx'

const undoable = ['accept', 'ready', 'complete', 'reject', 'archive'] as const satisfies HappeningType[]

/** Its goods came back or are on their way: it stays as it is. */
const hasReturns = ({ returns }: ActionFormProps['order']) =>
  returns.some(({ status }) => status !== 'cancelled')

interface DoneProps extends Pick<ActionFormProps, 'order' | 'newId'> {
  outcome: Outcoming | null
}

/** What became of what the person just did, and in the same box how the last step is taken back. */
export function Done({ order, outcome, newId }: DoneProps) {
  const notice = outcome && <OutcomeNotice outcome={outcome} timeZone={order.timeZone} />
  const isApplied = outcome?.state === 'applied'
  const last = lastStep(order)
  return (
    <>
      {!isApplied && notice}
      {(isApplied || last) && (
        <section class="notice" data-tone="ok" id="done">
          {isApplied && notice}
          {last && <Undo order={order} newId={newId} {...last} />}
        </section>
      )}
    </>
  )
}

/** The last step, for as long as it can be taken back as if it had never been. */
function lastStep(order: OrderDetails) {
  const { step, status, fulfilment, now } = order
  const type = undoable.find((known) => known === step?.type)
  if (!step || !type || step.until <= now || whyNot(status, 'undo', fulfilment) || hasReturns(order))
    return null
  return { step, type }
}

type UndoProps = Pick<ActionFormProps, 'order' | 'newId'> & NonNullable<ReturnType<typeof lastStep>>

/** As its time ends a script puts the other sentence in its place: nothing below it moves. */
function Undo({ order, newId, step, type }: UndoProps) {
  const words = useWords()
  const { t, second } = words
  const { timeZone, timeline } = order
  const entry = timeline.find(({ id }) => id === step.id)
  const who = whoInWords(words, entry?.who ?? { kind: 'staff', name: null })
  const told = entry && isNotBought(entry) ? 'notBought' : type
  return (
    <div class="undo" id="undo" data-until={step.until.toISOString()}>
      <p>
        {t(`undo.${told}`, { who, time: second(step.at, timeZone) })}{' '}
        {t('undo.until', { time: second(step.until, timeZone) })}
      </p>
      <p class="over">{t('undo.over')}</p>
      <ActionForm
        action="undo"
        order={order}
        refusedForm={null}
        newId={newId}
        tone="plain"
        button={t('action.undo')}
      >
        <input type="hidden" name="step" value={step.id} />
      </ActionForm>
      <span class="seconds" data-countdown="" aria-hidden="true" />
    </div>
  )
}

/** Of a closed order: by a manager, with a reason. Staff read who can. */
export function Reopen({ order, refusedForm, newId, role }: ActionFormProps & { role: Role }) {
  const { t } = useWords()
  const { step, status, fulfilment } = order
  if (!step || !isClosed(status) || whyNot(status, 'reopen', fulfilment) || hasReturns(order)) return null
  if (order.money?.trouble === GIVEN_OTHERWISE) return null
  if (!may(role, 'reopenOrders')) return <p class="muted">{t('reopen.byManager')}</p>
  return (
    <details class="panel" id="reopen" open={refusedForm !== null}>
      <summary>{t('action.reopen')}</summary>
      <ActionForm action="reopen" order={order} refusedForm={refusedForm} newId={newId} tone="warning">
        <p>{t('reopen.explain')}</p>
        <input type="hidden" name="step" value={step.id} />
        <Field
          {...fieldState('reopen', refusedForm, 'reason')}
          label={t('reopen.reason')}
          rows={2}
          maxlength={4000}
          required
        />
      </ActionForm>
    </details>
  )
}
