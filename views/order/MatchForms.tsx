import { useWords } from '../context.ts'
import { Choices, Field } from '../fields.tsx'
import { ActionForm, type ActionFormProps, fieldState } from './ActionForms.tsx'
import type { Line } from './details.ts'

/** One form for each line that has no product yet, or one that was picked by hand and may be picked again. */
export function MatchForms(props: ActionFormProps) {
  const { t } = useWords()
  const lines = props.order.lines.filter(
    (line) => line.kind === 'product' && (line.open || line.matchedBy === 'hand'),
  )
  if (lines.length === 0) return <p class="muted">{t('match.nothingOpen')}</p>
  return (
    <>
      {lines.map((line) => (
        <MatchForm {...props} line={line} />
      ))}
    </>
  )
}

function MatchForm({ line, ...props }: ActionFormProps & { line: Line }) {
  const { t } = useWords()
  const refusedForm = props.refusedForm?.values.line?.[0] === line.id ? props.refusedForm : null
  const field = fieldState('matchProduct', refusedForm, 'sku')
  const typed = refusedForm?.values.sku?.find((value) => !line.candidates.some(({ sku }) => sku === value))
  const id = refusedForm ? field.id : `${field.id}-${line.id}`
  return (
    <ActionForm action="matchProduct" {...props} refusedForm={refusedForm}>
      <h3>{t('match.line', { line: line.id, description: line.description })}</h3>
      <input type="hidden" name="line" value={line.id} />
      {line.candidates.length > 0 && (
        <Choices
          id={`${id}-candidates`}
          name="sku"
          legend={t(`lines.problem.${line.matchProblem ?? 'none'}`)}
          type="radio"
          chosen={refusedForm?.values.sku ?? []}
          options={line.candidates.map(({ sku, name, brand, foundBy }) => ({
            value: sku,
            label: name,
            hint: [sku, brand, ...foundBy.map((kind) => t('match.foundBy', { kind: kind.toUpperCase() }))]
              .filter(Boolean)
              .join(' · '),
          }))}
        />
      )}
      <Field {...field} id={id} value={typed} label={t('match.sku')} maxlength={200} />
    </ActionForm>
  )
}
