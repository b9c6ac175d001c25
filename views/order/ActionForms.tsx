import type { Child } from 'hono/jsx'
import {
  idChecks,
  type Resolution,
  rejectReasons,
  resolutions,
  type StaffAction,
  tillPayments,
} from '../../domain/happening.ts'
import { readyByDays } from '../../domain/ready-by.ts'
import { useWords } from '../context.ts'
import { Choices, Field, SelectField } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { OrderDetails, RefusedForm } from './details.ts'

export interface ActionFormProps {
  order: OrderDetails
  refusedForm: RefusedForm | null
  newId: () => string
}

/** The form of one action, or the way to it; the fields are those of the contract. */
export function ActionForms({ action, ...props }: ActionFormProps & { action: StaffAction }) {
  const { t } = useWords()
  switch (action) {
    case 'identifyCustomer':
      return <a href="#identify">{t('identifying.title')}</a>
    case 'matchProduct':
      return <a href="#match">{t('matching.title')}</a>
    default:
      return (
        <ActionForm action={action} {...props} tone={action === 'reject' ? 'warning' : 'primary'}>
          {action === 'processSale' && <p>{t('processSale.explain')}</p>}
          <Fields action={action} {...props} />
        </ActionForm>
      )
  }
}

interface FormProps extends ActionFormProps {
  action: StaffAction
  /** Where the page has several forms of one action. */
  id?: string
  tone?: 'primary' | 'warning' | 'plain'
  /** Instead of the action's own word on the button; null: the form has its own. */
  button?: string | null
  children?: Child
}

/** The frame of every action: a plain form with its own id, so that sending it twice is one action. */
export function ActionForm({
  action,
  order,
  refusedForm,
  newId,
  id = `${action}-form`,
  tone = 'primary',
  button,
  children,
}: FormProps) {
  const { t } = useWords()
  const address = paths.action(order, action)
  return (
    <form
      class="action"
      id={id}
      method="post"
      action={address}
      novalidate
      hx-post={address}
      hx-target="#main"
      hx-swap="innerMorph"
      hx-sync="this:drop"
    >
      <input type="hidden" name="actionId" value={refusedForm?.actionId ?? newId()} />
      <input type="hidden" name="version" value={order.version} />
      {children}
      {button !== null && (
        <button type="submit" class={tone}>
          {button ?? t(`action.${action}`)}
        </button>
      )}
    </form>
  )
}

/** What a field of this form holds after it came back, and what is wrong with it. */
export function fieldState(action: StaffAction, refusedForm: RefusedForm | null, name: string) {
  return {
    id: `${action}-${name}`,
    name,
    value: refusedForm?.values[name]?.[0],
    error: refusedForm?.errors.find(({ field }) => field === name)?.message,
  }
}

function Fields({ action, order, refusedForm }: ActionFormProps & { action: StaffAction }) {
  const { t } = useWords()
  const field = (name: string) => fieldState(action, refusedForm, name)
  switch (action) {
    case 'accept':
      return <ReadyBy action="accept" order={order} refusedForm={refusedForm} />
    case 'changeReadyBy':
      return (
        <>
          <ReadyBy action="changeReadyBy" order={order} refusedForm={refusedForm} />
          {order.canTell && (
            <Choices
              {...field('tell')}
              type="checkbox"
              legend={t('field.tell')}
              chosen={refusedForm?.values.tell ?? []}
              options={[{ value: 'on', label: t('field.tellByLetter') }]}
            />
          )}
        </>
      )
    case 'extendHold':
      return <HoldUntil order={order} refusedForm={refusedForm} />
    case 'ready':
      return <Field {...field('location')} label={t('field.location')} maxlength={200} />
    case 'ship':
      return (
        <>
          <Field {...field('carrier')} label={t('field.carrier')} maxlength={200} />
          <Field {...field('trackingNumber')} label={t('field.trackingNumber')} maxlength={200} />
        </>
      )
    case 'archive':
      return (
        <>
          <Field
            {...field('saleNumber')}
            label={t('field.handSale')}
            hint={t('field.handSaleHint')}
            maxlength={200}
          />
          <Field {...field('comment')} label={t('field.comment')} rows={2} maxlength={4000} />
        </>
      )
    case 'comment':
      return <Field {...field('text')} label={t('field.text')} rows={3} maxlength={4000} required />
    case 'reject':
      return <RejectFields order={order} refusedForm={refusedForm} />
    case 'complete':
      return order.fulfilment === 'delivery' ? null : (
        <CompleteFields order={order} refusedForm={refusedForm} />
      )
    default:
      return null
  }
}

type FieldsProps = Pick<ActionFormProps, 'order' | 'refusedForm'>

function ReadyBy({ action, order, refusedForm }: FieldsProps & { action: 'accept' | 'changeReadyBy' }) {
  const { t } = useWords()
  const { first, last } = readyByDays(order.now, order.timeZone)
  return (
    <Field
      {...fieldState(action, refusedForm, 'readyBy')}
      type="date"
      min={first}
      max={last}
      label={t('field.readyBy')}
      hint={action === 'accept' ? t('field.readyByHint') : undefined}
      required={action === 'changeReadyBy'}
    />
  )
}

function HoldUntil({ order, refusedForm }: FieldsProps) {
  const { t } = useWords()
  const { first, last } = readyByDays(order.now, order.timeZone)
  return (
    <Field
      {...fieldState('extendHold', refusedForm, 'holdUntil')}
      type="date"
      min={first}
      max={last}
      label={t('field.holdUntil')}
      hint={t('field.holdUntilHint')}
      required
    />
  )
}

function RejectFields({ order, refusedForm }: FieldsProps) {
  const { t } = useWords()
  const field = (name: string) => fieldState('reject', refusedForm, name)
  return (
    <>
      <SelectField
        {...field('reason')}
        label={t('field.reason')}
        none={t('field.choose')}
        options={rejectReasons.map((reason) => ({ value: reason, label: t(`reason.${reason}`) }))}
      />
      <Field {...field('comment')} label={t('field.comment')} rows={2} maxlength={4000} />
      {order.fulfilment === 'reserve' && <ResolutionFields field={field} likely="not_bought" />}
    </>
  )
}

interface ResolutionProps {
  field: (name: string) => ReturnType<typeof fieldState>
  /** What stands there before anybody chooses. */
  likely?: Resolution
}

function ResolutionFields({ field, likely }: ResolutionProps) {
  const { t } = useWords()
  const resolution = field('resolution')
  return (
    <>
      <SelectField
        {...resolution}
        value={resolution.value ?? likely}
        label={t('field.resolution')}
        none={t('field.unsaid')}
        options={resolutions.map((value) => ({ value, label: t(`resolution.${value}`) }))}
      />
      <Field
        {...field('resolutionReason')}
        label={t('field.resolutionReason')}
        hint={t('field.resolutionReasonHint')}
        maxlength={500}
      />
    </>
  )
}

/** At the counter: who took the goods, what was checked, and for a reservation how it was paid. */
function CompleteFields({ order, refusedForm }: FieldsProps) {
  const { t } = useWords()
  const field = (name: string) => fieldState('complete', refusedForm, name)
  const checked = refusedForm?.values.idChecked ?? []
  return (
    <>
      <Field {...field('collectedBy')} label={t('field.collectedBy')} maxlength={200} />
      <Choices
        {...field('idChecked')}
        type="checkbox"
        legend={t('field.idChecked')}
        chosen={checked.includes('on') ? [...idChecks] : checked}
        options={idChecks.map((check) => ({ value: check, label: t(`idCheck.${check}`) }))}
      />
      {order.fulfilment === 'reserve' && (
        <>
          <SelectField
            {...field('payment')}
            label={t('field.payment')}
            none={t('field.choose')}
            options={tillPayments.map((value) => ({ value, label: t(`tillPayment.${value}`) }))}
          />
          <Field
            {...field('amount')}
            label={t('field.amount')}
            hint={t('field.amountHint')}
            inputmode="decimal"
            maxlength={30}
          />
          <ResolutionFields field={field} />
        </>
      )}
    </>
  )
}
