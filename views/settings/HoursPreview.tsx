import { formatSpan } from '../../domain/opening-hours.ts'
import type { DayAhead } from '../../domain/week-ahead.ts'
import { useWords } from '../context.ts'
import { EffectLine } from './Preview.tsx'
import type { HoursPreview } from './stores.ts'

/** The next days as they are open, and what four business hours come to, as marketplaces give for an answer. */
export function OpenDays({ preview }: { preview: HoursPreview }) {
  const { t, locale, appointment, zone } = useWords()
  const weekday = new Intl.DateTimeFormat(locale, {
    weekday: 'short',
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  })
  const { days, inFourHours, timeZone, effect } = preview
  return (
    <>
      <p>
        {inFourHours
          ? t('stores.inFourHours', {
              at: appointment(inFourHours, timeZone),
              zone: zone(inFourHours, timeZone),
            })
          : t('stores.neverOpen')}
      </p>
      <table class="days-ahead">
        <caption>{t('stores.daysAhead')}</caption>
        <tbody>
          {days.map((day) => (
            <tr>
              <th scope="row">{weekday.format(new Date(`${day.date}T00:00:00Z`))}</th>
              <td>
                <Opening day={day} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <EffectLine effect={effect} />
    </>
  )
}

function Opening({ day: { spans, isSpecial } }: { day: DayAhead }) {
  const { t } = useWords()
  return (
    <>
      {spans === null
        ? t('stores.allDay')
        : spans.length === 0
          ? t('stores.closed')
          : spans.map(formatSpan).join(', ')}{' '}
      {isSpecial && (
        <span class="tag" data-tone="calm">
          {t('stores.special')}
        </span>
      )}
    </>
  )
}
