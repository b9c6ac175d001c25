import { useWords } from './context.ts'

const SOON_MS = 3_600_000

/** How long it still is until then, or how late it is: in words, and louder within the last hour and after it. */
export function TimeLeft({ at, now }: { at: Date; now: Date }) {
  const { t, age } = useWords()
  const left = at.getTime() - now.getTime()
  const soonFrom = new Date(at.getTime() - SOON_MS)
  const tone = left < 0 ? 'late' : left < SOON_MS ? 'soon' : 'calm'
  return (
    <span class="tag" data-tone={tone} data-due={at.toISOString()} data-soon={soonFrom.toISOString()}>
      {left < 0 ? t('live.late', { age: age(at, now) }) : t('live.left', { age: age(now, at) })}
    </span>
  )
}
