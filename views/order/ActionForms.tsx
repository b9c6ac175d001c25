import type { Child } from 'hono/jsx'
import type { StaffAction } from '../../domain/happening.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import { ActionFields } from './ActionFields.tsx'
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
          <ActionFields action={action} {...props} />
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
