interface Payloads {
  payloads?: { data: string }[]
}

interface EventJson {
  eventType: string
  eventTime: string
  workflowExecutionStartedEventAttributes?: { workflowType: { name: string }; input?: Payloads }
  markerRecordedEventAttributes?: { details?: Record<string, Payloads> }
  activityTaskScheduledEventAttributes?: { activityType: { name: string } }
  activityTaskCompletedEventAttributes?: { result?: Payloads }
}

/** A history in the JSON of Temporal's own tools. */
export interface HistoryJson {
  events: EventJson[]
}

/** What a history says of itself. */
export interface Facts {
  type: string
  ends: 'open' | 'completed' | 'continuedAsNew'
  /** Kinds that it asked for. */
  effects: string[]
  /** Kinds that came. */
  deadlines: string[]
  events: number
}

/** How an order or a return stood after a step, as its workflow was told. */
interface DeskTold {
  status?: string | null
  nextDeadline?: { id: string; at: number } | null
  effects?: { kind: string }[]
}

/** @returns `stands` undefined: a return's history does not say it */
export function factsOf({ events }: HistoryJson): Facts & { stands: string | undefined } {
  const started = events[0]?.workflowExecutionStartedEventAttributes
  const desks = events.flatMap((event) => {
    const desk = deskIn(event)
    return desk ? [{ desk, at: Date.parse(event.eventTime) }] : []
  })
  const last = desks.at(-1)?.desk
  const work = valueIn(started?.input) as { work?: string } | undefined
  return {
    type: started?.workflowType.name ?? '',
    ends: endOf(events.at(-1)?.eventType),
    effects: unique(desks.flatMap(({ desk }) => desk.effects?.map(({ kind }) => kind) ?? [])),
    deadlines: unique(came(desks)),
    events: events.length,
    stands: work?.work ?? (last && 'status' in last ? (last.status ?? 'awaited') : undefined),
  }
}

/** Events and activities in their order. */
export function shapeOf({ events }: HistoryJson): string {
  return events.map((event) => [event.eventType, activityIn(event)].filter(Boolean).join(' ')).join('\n')
}

/** Everything that was handed to a workflow or an activity, or given back, as it was written. */
export function payloadsOf(history: HistoryJson): string[] {
  const texts = JSON.stringify(history).matchAll(/"data":"([^"]*)"/g)
  return [...texts].map(([, data = '']) => Buffer.from(data, 'base64').toString())
}

function endOf(eventType = ''): Facts['ends'] {
  if (eventType === 'EVENT_TYPE_WORKFLOW_EXECUTION_COMPLETED') return 'completed'
  return eventType === 'EVENT_TYPE_WORKFLOW_EXECUTION_CONTINUED_AS_NEW' ? 'continuedAsNew' : 'open'
}

/** A deadline that one desk waited for and that was due when the next one was told. */
function came(desks: { desk: DeskTold; at: number }[]): string[] {
  return desks.flatMap(({ desk: { nextDeadline } }, index) => {
    const next = desks[index + 1]
    const isOver =
      nextDeadline && next && nextDeadline.at <= next.at && next.desk.nextDeadline?.id !== nextDeadline.id
    return isOver ? [kindOf(nextDeadline.id)] : []
  })
}

/** A deadline is named after its kind and due time. */
const kindOf = (id: string) => id.slice(0, id.indexOf(':'))

/** An activity's result; paper and money give back the order's desk, too. */
function deskIn(event: EventJson): DeskTold | null {
  const result =
    event.markerRecordedEventAttributes?.details?.result ?? event.activityTaskCompletedEventAttributes?.result
  const value = valueIn(result)
  return typeof value === 'object' && value !== null && 'nextDeadline' in value ? (value as DeskTold) : null
}

/** Of a local activity its marker says it. */
function activityIn(event: EventJson): string {
  const marker = valueIn(event.markerRecordedEventAttributes?.details?.data) as
    | { activity_type?: string }
    | undefined
  return marker?.activity_type ?? event.activityTaskScheduledEventAttributes?.activityType.name ?? ''
}

function valueIn(payloads: Payloads | undefined): unknown {
  const data = payloads?.payloads?.[0]?.data
  return data === undefined ? undefined : JSON.parse(Buffer.from(data, 'base64').toString())
}

const unique = (names: string[]) => [...new Set(names)].sort()
