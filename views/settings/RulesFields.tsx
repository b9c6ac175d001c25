import { customerLetters } from '../../domain/letters.ts'
import { type PickupForm, RULE_LIMITS, type SourceRulesForm } from '../../domain/rules-form.ts'
import { useWords } from '../context.ts'
import { Choices, Field, type FieldError } from '../fields.tsx'
import type { Key } from '../words.ts'
import { OpeningFields } from './StoreFields.tsx'

interface Props<Form> {
  form: Form
  errors: FieldError[]
}

const errorIn = (errors: FieldError[]) => (field: string) =>
  errors.find((one) => one.field === field)?.message

interface Choice {
  value: string
  label: Key
  hint?: Key
}

/** By when an order must be answered, and what becomes of one that nobody answered. */
export function AnswerFields({ form, errors }: Props<SourceRulesForm>) {
  const { t } = useWords()
  const errorOf = errorIn(errors)
  return (
    <div class="depending">
      <RuleChoice
        name="answer"
        legend="rules.answer"
        chosen={form.answer}
        error={errorOf('answer')}
        choices={[
          { value: 'off', label: 'rules.answerOff', hint: 'rules.answerOffHint' },
          { value: 'on', label: 'rules.answerOn', hint: 'rules.answerOnHint' },
        ]}
      />
      <div class="depends">
        <RuleNumber
          name="answerHours"
          label={t('rules.answerHours')}
          hint={t('rules.answerHoursHint', { max: RULE_LIMITS.answerHours })}
          value={form.answerHours}
          error={errorOf('answerHours')}
        />
        <RuleNumber
          name="remindLastHours"
          label={t('rules.remindLastHours')}
          hint={t('rules.remindLastHoursHint')}
          value={form.remindLastHours}
          error={errorOf('remindLastHours')}
        />
        <RuleNumber
          name="remindEveryMinutes"
          label={t('rules.remindEveryMinutes')}
          hint={t('rules.remindEveryMinutesHint', { max: RULE_LIMITS.reminders })}
          value={form.remindEveryMinutes}
          error={errorOf('remindEveryMinutes')}
        />
        <RuleChoice
          name="whenMissed"
          legend="rules.whenMissed"
          chosen={form.whenMissed}
          error={errorOf('whenMissed')}
          choices={[
            { value: 'flag', label: 'rules.flag' },
            { value: 'reject', label: 'rules.reject' },
          ]}
        />
      </div>
    </div>
  )
}

/** Hours that the source has of its own: marketplaces count by those that are registered there. */
export function OwnHoursFields({ form, errors }: Props<SourceRulesForm>) {
  const { t } = useWords()
  return (
    <div class="depending">
      <RuleChoice
        name="opens"
        legend="rules.opens"
        chosen={form.opens}
        error={errorIn(errors)('opens')}
        choices={[
          { value: 'store', label: 'rules.opensStore' },
          { value: 'own', label: 'rules.opensOwn' },
        ]}
      />
      <div class="depends">
        <OpeningFields form={form} errors={errors} hoursHint={t('rules.ownHoursHint')} />
      </div>
    </div>
  )
}

const holds: Record<'none' | 'store' | 'own', Choice> = {
  none: { value: 'none', label: 'rules.pickupNone' },
  store: { value: 'store', label: 'rules.pickupStore' },
  own: { value: 'own', label: 'rules.pickupOwn' },
}

/** How long goods are held, and what becomes of those that nobody collected. */
export function PickupFields({ form, errors, of }: Props<PickupForm> & { of: 'store' | 'source' }) {
  const { t } = useWords()
  const errorOf = errorIn(errors)
  return (
    <div class="depending">
      <RuleChoice
        name="pickup"
        legend="rules.pickup"
        chosen={form.pickup}
        error={errorOf('pickup')}
        choices={of === 'source' ? [holds.store, holds.own, holds.none] : [holds.none, holds.own]}
      />
      <div class="depends">
        <RuleNumber
          name="holdDays"
          label={t('rules.holdDays')}
          hint={t('rules.holdDaysHint', { max: RULE_LIMITS.holdDays })}
          value={form.holdDays}
          error={errorOf('holdDays')}
        />
        <RuleNumber
          name="remindHours"
          label={t('rules.remindHours')}
          hint={t('rules.remindHoursHint')}
          value={form.remindHours}
          error={errorOf('remindHours')}
        />
        <RuleChoice
          name="whenEnded"
          legend="rules.whenEnded"
          chosen={form.whenEnded}
          error={errorOf('whenEnded')}
          choices={[
            { value: 'flag', label: 'rules.flag' },
            { value: 'release', label: 'rules.release' },
          ]}
        />
      </div>
    </div>
  )
}

export function LettersOffFields({ form, errors }: Props<SourceRulesForm>) {
  const { t } = useWords()
  return (
    <div>
      <Choices
        id="lettersOff"
        name="lettersOff"
        legend={t('rules.lettersOff')}
        type="checkbox"
        options={customerLetters.map((kind) => ({ value: kind, label: t(`letter.kind.${kind}`) }))}
        chosen={form.lettersOff}
        error={errorIn(errors)('lettersOff')}
      />
      <p class="hint">{t('rules.lettersOffHint')}</p>
    </div>
  )
}

interface RuleNumberProps {
  name: string
  label: string
  hint: string
  value: string
  error?: string
}

export const RuleNumber = (props: RuleNumberProps) => (
  <Field {...props} id={props.name} inputmode="decimal" maxlength={10} />
)

interface RuleChoiceProps {
  name: string
  legend: Key
  choices: Choice[]
  chosen: string
  error?: string
}

function RuleChoice({ name, legend, choices, chosen, error }: RuleChoiceProps) {
  const { t } = useWords()
  return (
    <Choices
      id={name}
      name={name}
      legend={t(legend)}
      type="radio"
      options={choices.map(({ value, label, hint }) => ({ value, label: t(label), hint: hint && t(hint) }))}
      chosen={[chosen]}
      error={error}
    />
  )
}
