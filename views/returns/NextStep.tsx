import type { Child } from 'hono/jsx'
import type { ReturnAction } from '../../domain/returns/happening.ts'
import { nextReturnAction, returnLifecycle } from '../../domain/returns/lifecycle.ts'
import { isLeftToSetOff } from '../../domain/returns/return.ts'
import type { Role } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Key } from '../words.ts'
import { type CountName, Counts } from './Counts.tsx'
import type { RefusedReturnForm, ReturnDetails } from './details.ts'
import { CorrectFields, HandOverFields } from './Exchange.tsx'
import { RefundFields } from './RefundFields.tsx'
import { Waiting } from './Waiting.tsx'

export interface ReturnFormProps {
  details: ReturnDetails
  refusedForm: RefusedReturnForm | null
  newId: () => string
}

/** What takes the return on, with its form; or what is waited for. */
export function NextStep(props: ReturnFormProps & { role: Role }) {
  const { t } = useWords()
  const { details, role } = props
  const next = nextReturnAction(details.status)
  const waitsForProvider = details.money.isUnknown && (next === 'refund' || next === 'handOver')
  const action = waitsForProvider ? null : next
  return (
    <section class="panel return-form" id="next" aria-labelledby="next-title">
      <h2 id="next-title">{t('returns.next')}</h2>
      <Waiting details={details} />
      {waitsForProvider && (
        <p>
          {t('returns.form.moneyUnknown')} <a href={paths.order(details)}>{t('returns.form.askProvider')}</a>
        </p>
      )}
      {action === 'goodsIn' && (
        <CountsForm {...props} action="goodsIn" names={['sellable', 'defective', 'toInspect']} />
      )}
      {action === 'inspect' && <CountsForm {...props} action="inspect" names={['sellable', 'defective']} />}
      {action === 'refund' && (
        <ReturnForm {...props} action="refund" button={buttonOf(details)}>
          <RefundFields details={details} refusedForm={props.refusedForm} role={role} />
        </ReturnForm>
      )}
      {returnLifecycle[details.status].exchange && details.exchange === null && (
        <p>
          <a href={paths.exchange(details, details.n)}>{t('exchange.start')}</a>
        </p>
      )}
      {action === 'handOver' && (
        <ReturnForm {...props} action="handOver">
          <HandOverFields details={details} refusedForm={props.refusedForm} />
        </ReturnForm>
      )}
      {returnLifecycle[details.status].cancelExchange && (
        <ReturnForm {...props} action="cancelExchange" tone="warning">
          <Field id="cancelExchange-text" name="text" label={t('exchange.offText')} maxlength={4_000} />
        </ReturnForm>
      )}
      <Correction {...props} />
      {returnLifecycle[details.status].cancel && (
        <ReturnForm {...props} action="cancel" tone="warning">
          <Field id="cancel-text" name="text" label={t('returns.cancelText')} maxlength={4_000} />
        </ReturnForm>
      )}
    </section>
  )
}

/** What was said of pieces is put right in passing: it takes the return nowhere. */
function Correction(props: ReturnFormProps) {
  const { t } = useWords()
  const { details, refusedForm } = props
  const hasPieces = details.lines.some(({ sellable, defective }) => sellable + defective > 0)
  if (!returnLifecycle[details.status].correct || !hasPieces) return null
  const isOpen = refusedForm?.errors.some(({ field }) => ['units', 'to', 'reason'].includes(field))
  return (
    <details open={isOpen ?? false}>
      <summary>{t('exchange.correct')}</summary>
      <ReturnForm {...props} action="correct" tone="plain">
        <CorrectFields details={details} refusedForm={refusedForm} />
      </ReturnForm>
    </details>
  )
}

const buttonOf = (details: ReturnDetails): Key =>
  isLeftToSetOff(details)
    ? 'exchange.again'
    : details.money.ways.length === 0
      ? 'returns.action.close'
      : 'returns.action.refund'

interface CountsFormProps extends ReturnFormProps {
  action: 'goodsIn' | 'inspect'
  names: readonly CountName[]
}

function CountsForm({ action, names, ...props }: CountsFormProps) {
  const { t, percent } = useWords()
  const { details, refusedForm } = props
  const isInspection = action === 'inspect'
  const lines = details.lines.filter(({ toInspect }) => !isInspection || toInspect > 0)
  return (
    <ReturnForm {...props} action={action}>
      <p>{t(`returns.form.${action}`)}</p>
      <Counts
        caption={t(`returns.action.${action}`)}
        names={names}
        values={refusedForm?.values ?? {}}
        errors={refusedForm?.errors ?? []}
        lines={lines.map(({ line, description, taxRate, units, toInspect }) => ({
          line,
          description,
          most: isInspection ? toInspect : units,
          note: t('returns.atRate', { rate: percent(taxRate) }),
          prefilled: isInspection ? {} : { sellable: units },
        }))}
      />
    </ReturnForm>
  )
}

export function CommentForm(props: ReturnFormProps) {
  const { t } = useWords()
  const error = props.refusedForm?.errors.find(({ field }) => field === 'comment-text')?.message
  return (
    <section class="panel return-form">
      <ReturnForm {...props} action="comment" tone="plain">
        <Field
          id="comment-text"
          name="text"
          label={t('returns.commentText')}
          error={error}
          maxlength={4_000}
          rows={3}
        />
      </ReturnForm>
    </section>
  )
}

interface FrameProps extends ReturnFormProps {
  action: ReturnAction
  tone?: 'primary' | 'warning' | 'plain'
  button?: Key
  children?: Child
}

/** The frame of every action: a plain form with its own id, so that sending it twice is one action. */
function ReturnForm({ details, refusedForm, newId, action, tone = 'primary', button, children }: FrameProps) {
  const { t } = useWords()
  const address = paths.returnAction(details, details.n, action)
  return (
    <form
      class="action"
      id={`return-${action}`}
      method="post"
      action={address}
      novalidate
      hx-post={address}
      hx-target="#main"
      hx-swap="innerMorph"
      hx-sync="this:drop"
    >
      <input type="hidden" name="actionId" value={refusedForm?.actionId ?? newId()} />
      <input type="hidden" name="version" value={details.version} />
      {children}
      <button type="submit" class={tone}>
        {t(button ?? `returns.action.${action}`)}
      </button>
    </form>
  )
}
