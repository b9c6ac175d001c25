import {
  idChecks,
  type Resolution,
  rejectReasons,
  resolutions,
  type StaffAction,
  tillPayments,
} from '../../domain/happening.ts'
import { holdDays, readyByDays } from '../../domain/ready-by.ts'
import { useWords } from '../context.ts'
import { Choices, Field, SelectField } from '../fields.tsx'
import type { OrderDetails, RefusedForm } from './details.ts'

/** What a field of this form holds after it came back, and what is wrong with it. */
export function fieldState(action: StaffAction, refusedForm: RefusedForm | null, name: string) {
  return {
    id: `${action}-${name}`,
    name,
    value: refusedForm?.values[name]?.[0],
    error: refusedForm?.errors.find(({ field }) => field === name)?.message,
  }
}

interface FieldsProps {
  order: OrderDetails
  refusedForm: RefusedForm | null
}

/** What an action's form asks for: the fields of the contract. */
export function ActionFields({ action, order, refusedForm }: FieldsProps & { action: StaffAction }) {
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

function ReadyBy({ action, order, refusedForm }: FieldsProps & { action: 'accept' | 'changeReadyBy' }) {
  const { t } = useWords()
  const { first, last } = readyByDays(order.now, order.timeZone)
  const state = fieldState(action, refusedForm, 'readyBy')
  const promised = action === 'changeReadyBy' ? (order.readyBy ?? undefined) : undefined
  return (
    <Field
      {...state}
      value={refusedForm ? state.value : promised}
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
  const { first, last } = holdDays(order.now, order.timeZone, order.holdUntil)
  const state = fieldState('extendHold', refusedForm, 'holdUntil')
  return (
    <Field
      {...state}
      value={refusedForm ? state.value : first}
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
