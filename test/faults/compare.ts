import { staffHappeningId } from '../../domain/ids.ts'
import type { Status } from '../../domain/status.ts'
import type { Listener } from './listener.ts'
import type { Life } from './lives.ts'
import { fold, type Refused, type Told, wrongRefusal } from './model.ts'

/** What the shop says of one order. */
export interface Book {
  id: number
  number: string
  status: Status
  events: Told[]
  clicks: { id: string; status: 'applied' | 'refused' | 'failed' | 'waiting'; refused: Refused | null }[]
  callbacks: { webhookId: string; status: string; told: string }[]
}

/** Every difference between an order's book and what the model says of it, in words. */
export function orderDiffers(life: Life, book: Book, shownStatus: string | undefined): string[] {
  const { status, wrong } = fold(life, book.events)
  const found: string[] = []
  if (wrong) found.push(wrong)
  if (status !== book.status) found.push(`is ${book.status} where its events say ${status}`)
  if (shownStatus !== book.status) found.push(`is ${book.status}, and the API says ${shownStatus}`)
  found.push(...eventsDiffer(book), ...clicksDiffer(life, book))
  return found.map((text) => `${life.number}: ${text}`)
}

function eventsDiffer({ events }: Book): string[] {
  const found: string[] = []
  const gap = events.findIndex(({ seq }, index) => seq !== index + 1)
  if (gap >= 0) found.push(`event ${gap + 1} is missing`)
  const ids = events.map(({ happeningId }) => happeningId)
  const doubled = ids.find((id, index) => ids.indexOf(id) !== index)
  if (doubled) found.push(`${doubled} was applied twice`)
  return found
}

/** Each click that was taken is answered; an applied one is one event, a refused one none, and rightly refused. */
function clicksDiffer(life: Life, { events, clicks }: Book): string[] {
  const asked = clicksOf(life)
  const found = [...asked]
    .filter((id) => !clicks.some((click) => click.id === id))
    .map((id) => `${id} is lost`)
  for (const { id, status, refused } of clicks) {
    const times = events.filter(({ happeningId }) => happeningId === id).length
    if (status === 'failed' || status === 'waiting') found.push(`${id} is ${status}`)
    if (times !== (status === 'applied' ? 1 : 0)) found.push(`${id} is ${status} and has ${times} events`)
    const wrong = refused && wrongRefusal(life, events, refused)
    if (wrong) found.push(`${id}: ${wrong}`)
  }
  return found
}

/** By their names in the inbox, of those that were sent and answered. */
function clicksOf({ steps }: Life): Set<string> {
  const ids = steps.flatMap(({ deed }) => {
    if (deed.kind === 'act' || deed.kind === 'undo') return [deed.id]
    return deed.kind === 'race' || deed.kind === 'rush' ? deed.acts.map(({ id }) => id) : []
  })
  return new Set(ids.map(staffHappeningId))
}

/** What the website heard: each status that was to be told, once or with the same id, in order; nothing else. */
export function callbacksDiffer({ number, callbacks }: Book, { heard }: Listener): string[] {
  const told = callbacks.filter(({ status }) => status === 'delivered')
  const expected = told.map(({ webhookId }) => `msg_${webhookId}`)
  const ids = heard.filter((one) => one.number === number).map(({ webhookId }) => webhookId)
  const firsts = ids.filter((id, index) => ids.indexOf(id) === index)
  const open = callbacks.filter(({ status }) => !['delivered', 'taken_back'].includes(status))
  const found = open.map(({ status, told: what }) => `the callback of ${what} is ${status}`)
  if (firsts.join() !== expected.join()) {
    const words = (list: string[]) =>
      list.map((id) => callbacks.find((one) => id.endsWith(one.webhookId))?.told)
    found.push(`the website heard ${words(firsts)} instead of ${words(expected)}`)
  }
  return found.map((text) => `${number}: ${text}`)
}
