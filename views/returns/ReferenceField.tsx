import { useWords } from '../context.ts'
import { Field } from '../fields.tsx'

interface ReferenceFieldProps {
  value: string | undefined
  error: string | undefined
}

/** What the till or the channel calls a payment. */
export function ReferenceField({ value, error }: ReferenceFieldProps) {
  const { t } = useWords()
  return (
    <Field
      id="reference"
      name="reference"
      label={t('exchange.reference')}
      hint={t('exchange.referenceHint')}
      value={value}
      error={error}
      maxlength={200}
    />
  )
}
