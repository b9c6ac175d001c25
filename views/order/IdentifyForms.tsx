import { useWords } from '../context.ts'
import { Choices, Field } from '../fields.tsx'
import { ActionForm, type ActionFormProps, fieldState } from './ActionForms.tsx'
import type { Customer } from './details.ts'

/** Who is this? One of our customers, or somebody new. */
export function IdentifyForms(props: ActionFormProps) {
  const { t } = useWords()
  const { order, refusedForm } = props
  const field = fieldState('identifyCustomer', refusedForm, 'customerId')
  const typed = refusedForm?.values.customerId?.find(
    (value) => !order.customerCandidates.some(({ id }) => id === value),
  )
  return (
    <>
      <ActionForm action="identifyCustomer" {...props}>
        {order.customerCandidates.length > 0 && (
          <Choices
            id="identifyCustomer-candidates"
            name="customerId"
            legend={t('identify.candidates')}
            type="radio"
            chosen={refusedForm?.values.customerId ?? []}
            options={order.customerCandidates.map((customer) => ({
              value: customer.id,
              label: t('people.fullName', { firstName: customer.firstName, lastName: customer.lastName }),
              hint: inShort(customer),
            }))}
          />
        )}
        <Field {...field} value={typed} label={t('identify.customerId')} maxlength={200} />
      </ActionForm>
      <ActionForm
        action="identifyCustomer"
        {...props}
        refusedForm={null}
        tone="plain"
        button={t('identify.create')}
      >
        <input type="hidden" name="create" value="1" />
      </ActionForm>
    </>
  )
}

const inShort = ({ id, email, phone, street, city }: Customer) =>
  [id, email, phone, street, city].filter(Boolean).join(' · ')
