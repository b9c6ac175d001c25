import type { OpeningCalendar } from '../../domain/business-time.ts'
import { formatOpeningHours, formatSpan } from '../../domain/opening-hours.ts'
import type { Rules } from '../../domain/rules.ts'
import { useWords } from '../context.ts'
import type { Words } from '../words.ts'
import type { OrderDetails } from './details.ts'

/** The settings that the order was last decided by, as they were then; today's may be others. */
export function RulesSeen({ order: { rules } }: { order: OrderDetails }) {
  const words = useWords()
  if (rules === null) return null
  const { t } = words
  const told: [string, string[]][] = [
    [t('rulesSeen.answer'), answerInWords(words, rules)],
    [t('rulesSeen.hold'), holdInWords(words, rules)],
    [t('rulesSeen.undo'), [t('rulesSeen.undoFor', { count: rules.undoSeconds })]],
    [t('rulesSeen.hours'), hoursInWords(words, rules.calendar)],
    ...(rules.answerCalendar === null
      ? []
      : [
          [t('rulesSeen.sourceHours'), hoursInWords(words, rules.answerCalendar)] satisfies [
            string,
            string[],
          ],
        ]),
  ]
  return (
    <section class="panel" id="rules">
      <details>
        <summary>
          <h2>{t('rulesSeen.title')}</h2>
        </summary>
        <p class="muted">{t('rulesSeen.explain')}</p>
        <dl class="rules">
          {told.map(([label, sentences]) => (
            <div>
              <dt>{label}</dt>
              {sentences.map((sentence) => (
                <dd>{sentence}</dd>
              ))}
            </div>
          ))}
        </dl>
      </details>
    </section>
  )
}

function answerInWords({ t, number }: Words, { answer }: Rules): string[] {
  if (answer === null) return [t('rulesSeen.noAnswer')]
  const { hours, remindEveryMinutes, remindLastHours, whenMissed } = answer
  return [
    t('rulesSeen.answerWithin', { count: hours, hours: number(hours) }),
    remindLastHours > 0 && remindEveryMinutes > 0
      ? t('rulesSeen.remindEach', {
          count: remindLastHours,
          hours: number(remindLastHours),
          often: t('rulesSeen.everyMinutes', {
            count: remindEveryMinutes,
            minutes: number(remindEveryMinutes),
          }),
        })
      : t('rulesSeen.noReminder'),
    t(`rulesSeen.whenMissed.${whenMissed}`),
  ]
}

function holdInWords({ t }: Words, { pickup }: Rules): string[] {
  if (pickup === null) return [t('rulesSeen.noHold')]
  const { days, remindHours, whenEnded } = pickup
  return [
    t('rulesSeen.holdFor', { count: days }),
    remindHours === null
      ? t('rulesSeen.noPickupReminder')
      : t('rulesSeen.pickupReminder', { count: remindHours }),
    t(`rulesSeen.whenEnded.${whenEnded}`),
  ]
}

function hoursInWords({ t, day, list }: Words, { weekly, special, timeZone }: OpeningCalendar): string[] {
  const days = special.map(({ date, spans }) =>
    spans.length === 0
      ? t('rulesSeen.closedOn', { day: day(date) })
      : t('rulesSeen.openOn', { day: day(date), hours: list(spans.map(formatSpan)) }),
  )
  const week =
    weekly === null ? t('rulesSeen.alwaysOpen') : formatOpeningHours(weekly) || t('rulesSeen.neverOpen')
  return [`${week} (${timeZone})`, ...days]
}
