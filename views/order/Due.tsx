import type { DeadlineKind } from '../../domain/happening.ts'
import { isClosed, isProblem } from '../../domain/status.ts'
import { useWords } from '../context.ts'
import { TimeLeft } from '../TimeLeft.tsx'
import type { Key } from '../words.ts'
import type { OrderDetails } from './details.ts'

/** What befalls the order by itself, and when: what somebody should act before comes first, then who is reminded. */
export function Due({ order }: { order: OrderDetails }) {
  const { t, appointment, day } = useWords()
  const promised = order.readyBy === null ? '' : day(order.readyBy)
  const lines = firstOfEach(dueOf(order))
  if (lines.length === 0) return null
  return (
    <ul class="due-list" id="due">
      {lines.map(({ told, at, isLeft }) => (
        <li class={isLeft ? undefined : 'muted'}>
          {t(told, { at: appointment(at, order.timeZone), day: promised })}{' '}
          {isLeft && <TimeLeft at={at} now={order.now} />}
        </li>
      ))}
    </ul>
  )
}

interface DueLine {
  kind: DeadlineKind
  at: Date
  told: Key
  /** Somebody should act before it. */
  isLeft: boolean
}

const reminders: readonly DeadlineKind[] = ['answerReminder', 'pickupReminder']

function dueOf(order: OrderDetails): DueLine[] {
  const ahead = order.deadlines.map(
    ({ kind, at }): DueLine => ({
      kind,
      at,
      told: toldOf(order, kind),
      isLeft: !reminders.includes(kind),
    }),
  )
  return [...passed(order), ...ahead].sort((a, b) => Number(b.isLeft) - Number(a.isLeft))
}

/** Of several reminders the next one is enough. */
const firstOfEach = (lines: readonly DueLine[]) =>
  lines.filter(({ kind }, place) => lines.findIndex((line) => line.kind === kind) === place)

function toldOf({ rules }: OrderDetails, kind: DeadlineKind): Key {
  if (kind === 'answerMissed') {
    return rules?.answer?.whenMissed === 'reject' ? 'due.answerRejects' : 'due.answerFlags'
  }
  if (kind === 'holdEnded') {
    return rules?.pickup?.whenEnded === 'release' ? 'due.holdReleases' : 'due.holdFlags'
  }
  return `due.${kind}`
}

/** A clock that ended, or that does nothing by itself, has no deadline any more, and the order still has its time. */
function passed({ status, respondBy, holdUntil, deadlines }: OrderDetails): DueLine[] {
  const runs = (kind: DeadlineKind) => deadlines.some((deadline) => deadline.kind === kind)
  const lines: DueLine[] = []
  if (respondBy && !runs('answerMissed') && (status === 'new' || isProblem(status))) {
    lines.push({ kind: 'answerMissed', at: respondBy, told: 'due.answer', isLeft: true })
  }
  if (holdUntil && !runs('holdEnded') && !isClosed(status)) {
    lines.push({ kind: 'holdEnded', at: holdUntil, told: 'due.hold', isLeft: true })
  }
  return lines
}
