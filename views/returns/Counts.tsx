import { useWords } from '../context.ts'
import type { FormFault } from './details.ts'

export type CountName = 'sellable' | 'defective' | 'toInspect'

interface CountsProps {
  lines: {
    line: string
    description: string
    most: number
    note: string
    prefilled: Partial<Record<CountName, number>>
  }[]
  names: readonly CountName[]
  /** What a column is called where it is not by its own name. */
  called?: Partial<Record<CountName, string>>
  values: Record<string, string[]>
  errors: FormFault[]
  caption: string
}

/** A table of lines with a number of pieces to be typed for each, by what becomes of them. */
export function Counts({ lines, names, called = {}, values, errors, caption }: CountsProps) {
  const { t, number } = useWords()
  const labelOf = (name: CountName) => called[name] ?? t(`returns.column.${name}`)
  return (
    <table class="cards counts">
      <caption class="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{t('returns.column.line')}</th>
          <th scope="col" class="figure">
            {t('returns.column.left')}
          </th>
          {names.map((name) => (
            <th scope="col">{labelOf(name)}</th>
          ))}
        </tr>
      </thead>
      <tbody>
        {lines.map(({ line, description, most, note, prefilled }, place) => (
          <tr>
            <th scope="row">
              {description || t('unknown')}
              <small>{note}</small>
              <input type="hidden" name="line" value={line} />
            </th>
            <td class="figure" data-label={t('returns.column.left')}>
              {number(most)}
            </td>
            {names.map((name) => (
              <td data-label={labelOf(name)}>
                <Count
                  id={`${name}-${place}`}
                  name={name}
                  label={`${description || t('unknown')}: ${labelOf(name)}`}
                  value={values[name]?.[place] ?? String(prefilled[name] ?? '')}
                  error={errors.find(({ field }) => field === `${name}-${place}`)?.message}
                />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

interface CountProps {
  id: string
  name: CountName
  label: string
  value: string
  error: string | undefined
}

function Count({ id, name, label, value, error }: CountProps) {
  return (
    <>
      <input
        class="count-input"
        id={id}
        name={name}
        aria-label={label}
        value={value}
        inputmode="numeric"
        autocomplete="off"
        maxlength={6}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  )
}
