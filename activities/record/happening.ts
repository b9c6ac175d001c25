import type { Actor, Happening, HappeningType, Payloads } from '../../domain/happening.ts'
import { isDeadline } from '../../domain/lifecycle.ts'
import type { InboxRow, Loaded } from './load.ts'
import type { RecordInput } from './types.ts'

/**
 * The happening as the rules take it: from the inbox where a person or the website wrote it, else from what the
 * workflow says. Null: there is nothing to record (answered already, or only a wake-up).
 */
export function happeningOf(
  { inbox, isRecorded, web }: Loaded,
  { happening, at }: RecordInput,
): Happening | null {
  const { id, type, payload } = happening
  if (isRecorded || !web.hasContent) return null
  if (type === 'received' && web.recorded) return null
  if (inbox) return inbox.status === 'waiting' ? fromInbox(id, inbox, new Date(at)) : null
  if (!type) return null
  return assemble(type, {
    id,
    payload: payload ?? {},
    actor: { kind: isDeadline(type) ? 'deadline' : type === 'received' ? 'website' : 'system' },
    seenVersion: null,
    at: new Date(at),
  })
}

/** What the program wrote there itself befalls the order by the same clock as its deadlines do: as it is recorded. */
function fromInbox(id: string, row: InboxRow, now: Date): Happening {
  const { type, payload, actorKind, userId, seenVersion } = row
  const at = actorKind === 'system' ? now : row.at
  const actor: Actor = actorKind === 'staff' ? { kind: 'staff', userId: userId ?? '' } : { kind: actorKind }
  return assemble(type, { id, payload, actor, seenVersion, at })
}

/** The edge checked the payload against its type before it wrote the row. */
function assemble<T extends HappeningType>(
  type: T,
  rest: Omit<Happening<T>, 'type' | 'payload'> & { payload: unknown },
) {
  return { ...rest, type, payload: rest.payload as Payloads[T] } as Happening
}
