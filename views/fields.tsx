import type { Child } from 'hono/jsx'
import { useWords } from './context.ts'

/** One thing that is wrong with a form, in words; `field` is the id of what it speaks of. */
export interface FieldError {
  field: string
  message: string
}

/** Says at the top of a page all that is wrong, each with a way to the field. */
export function ErrorSummary({ errors }: { errors: FieldError[] }) {
  const { t } = useWords()
  if (errors.length === 0) return null
  return (
    <div class="notice" data-tone="late" role="alert" tabindex={-1}>
      <h2>{t('form.problem')}</h2>
      <ul>
        {errors.map(({ field, message }) => (
          <li>
            <a href={`#${field}`}>{message}</a>
          </li>
        ))}
      </ul>
    </div>
  )
}

interface FieldProps {
  id: string
  name: string
  label: string
  value?: string
  hint?: string
  error?: string
  type?: 'text' | 'email' | 'password' | 'date' | 'datetime-local' | 'search'
  autocomplete?: string
  inputmode?: 'decimal' | 'numeric'
  maxlength?: number
  /** Of a date: the first and the last day that it may be. */
  min?: string
  max?: string
  required?: boolean
  rows?: number
}

const describedBy = ({ id, hint, error }: Pick<FieldProps, 'id' | 'hint' | 'error'>) =>
  [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined

/** A text field, or a text area where it has `rows`. */
export function Field(props: FieldProps) {
  const { id, name, value, error, type = 'text', autocomplete, inputmode, maxlength, required, rows } = props
  const shared = {
    id,
    name,
    maxlength,
    'aria-describedby': describedBy(props),
    'aria-invalid': error ? ('true' as const) : undefined,
    'aria-required': required ? ('true' as const) : undefined,
  }
  return (
    <Labelled {...props}>
      {rows ? (
        <textarea {...shared} rows={rows}>
          {value ?? ''}
        </textarea>
      ) : (
        <input
          {...shared}
          type={type}
          value={value ?? ''}
          min={props.min}
          max={props.max}
          autocomplete={autocomplete ?? 'off'}
          inputmode={inputmode}
        />
      )}
    </Labelled>
  )
}

interface SelectProps extends Omit<FieldProps, 'type' | 'rows'> {
  /** Words by value. */
  options: { value: string; label: string }[]
  /** The first choice, which stands for none. */
  none?: string
}

export function SelectField(props: SelectProps) {
  const { id, name, value, error, options, none } = props
  return (
    <Labelled {...props}>
      <select
        id={id}
        name={name}
        aria-describedby={describedBy(props)}
        aria-invalid={error ? 'true' : undefined}
      >
        {none !== undefined && <option value="">{none}</option>}
        {options.map((option) => (
          <option value={option.value} selected={option.value === value}>
            {option.label}
          </option>
        ))}
      </select>
    </Labelled>
  )
}

function Labelled({ id, label, hint, error, children }: FieldProps & { children?: Child }) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {children}
    </div>
  )
}

interface ChoicesProps {
  id: string
  name: string
  legend: string
  type: 'radio' | 'checkbox'
  options: { value: string; label: string; hint?: string }[]
  chosen: string[]
  error?: string
}

/** Radio buttons or boxes to tick; the first of them carries `id`, so that an error leads there. */
export function Choices({ id, name, legend, type, options, chosen, error }: ChoicesProps) {
  return (
    <fieldset class="field" aria-describedby={error ? `${id}-error` : undefined}>
      <legend>{legend}</legend>
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {options.map(({ value, label, hint }, index) => (
        <label class="choice">
          <input
            type={type}
            id={index === 0 ? id : undefined}
            name={name}
            value={value}
            checked={chosen.includes(value)}
          />
          <span>
            {label}
            {hint && <small>{hint}</small>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}
