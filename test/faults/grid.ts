import type { Deed, Life, Step } from './lives.ts'

/** Who is killed at a place: the process that came there, or a server it stands on. */
export type Dies = 'itself' | 'postgres' | 'temporal'

/** One death at one place of one step, on an order of its own. */
export interface Cell {
  name: string
  place: string
  /** What the place says where it is this order's turn (db/failpoint). */
  subject: string
  dies: Dies
  life: Life
  /** The last of the life; the others come before, undisturbed. */
  step: Step
}

interface Row {
  name: string
  places: string[]
  dies: Dies[]
  steps(of: Steps): Step[]
  subject(number: string): string
}

const activity = (name: string) => [`${name}:before`, `${name}:committed`, `${name}:answered`]
const request = activity('request')
const everybody: Dies[] = ['itself', 'postgres', 'temporal']
const money = ['settleMoney:before', 'money:asked', 'settleMoney:committed', 'settleMoney:answered']

/** Every step that has an effect, with the moments before it, after its commit and after its answer. */
const rows: Row[] = [
  {
    name: 'intake',
    places: request,
    dies: ['itself', 'postgres'],
    steps: (of) => [of.push],
    subject: () => '/sources/northshore/orders',
  },
  {
    name: 'start',
    places: ['start:before', 'start:done'],
    dies: everybody,
    steps: (of) => [of.push],
    subject: (number) => number,
  },
  {
    name: 'first record and deduction',
    places: activity('record'),
    dies: everybody,
    steps: (of) => [of.push],
    subject: () => '"id":"received"',
  },
  {
    name: 'callback',
    places: ['callback:before', 'callback:sent', 'callback:noted'],
    dies: ['itself', 'postgres'],
    steps: (of) => [of.push],
    subject: (number) => number,
  },
  {
    name: 'cancellation',
    places: request,
    dies: ['itself', 'postgres'],
    steps: (of) => [of.push, of.cancel],
    subject: (number) => `${number}/cancellation`,
  },
  {
    name: 'click',
    places: [...request, 'action:written', 'action:told'],
    dies: everybody,
    steps: (of) => [of.push, of.accept],
    subject: (number) => `${number}-accept`,
  },
  {
    name: 'record of a click',
    places: activity('record'),
    dies: everybody,
    steps: (of) => [of.push, of.accept],
    subject: (number) => `staff:${number}-accept`,
  },
  {
    name: 'receipt',
    places: ['receipt:before', 'receipt:made'],
    dies: ['itself', 'postgres'],
    steps: (of) => [of.push, of.accept],
    subject: (number) => `staff:${number}-accept`,
  },
  {
    name: 'letter',
    places: ['letter:before', 'letter:sent', 'letter:noted'],
    dies: ['itself', 'postgres'],
    steps: (of) => [of.push, of.accept],
    subject: () => '',
  },
  {
    name: 'capture',
    places: money,
    dies: everybody,
    steps: (of) => [of.push, of.accept],
    subject: (number) => `:capture:staff:${number}-accept`,
  },
  {
    name: 'release',
    places: money,
    dies: everybody,
    steps: (of) => [of.push, of.reject],
    subject: (number) => `:release:staff:${number}-reject`,
  },
  {
    name: 'refund',
    places: money,
    dies: everybody,
    steps: (of) => [of.push, of.accept, of.rejectPaid],
    subject: (number) => `:refund:staff:${number}-reject`,
  },
  {
    name: 'opening of a return',
    places: request,
    dies: ['itself', 'postgres'],
    steps: (of) => [...of.completed, of.return],
    subject: (number) => `${number}/returns/new`,
  },
  {
    name: 'goods of a return',
    places: activity('recordReturn'),
    dies: everybody,
    steps: (of) => [...of.completed, of.return],
    subject: () => '"returnId"',
  },
  {
    name: 'refund of a return',
    places: money,
    dies: everybody,
    steps: (of) => [...of.completed, of.return, of.refund],
    subject: () => ':refund:return:',
  },
]

type Steps = ReturnType<typeof stepsOf>

function stepsOf(number: string) {
  const click = (
    action: string,
    comesTo: Step['comesTo'],
    fields = {},
    more: { oncePaid?: boolean } = {},
  ): Step => ({
    deed: { kind: 'act', action, id: `${number}-${action}`, fields, copies: 1, ...more },
    comesTo,
  })
  const step = (deed: Deed, comesTo: Step['comesTo']): Step => ({ deed, comesTo })
  const push = step({ kind: 'push', copies: 1 }, 'new')
  const accept = click('accept', 'in_process')
  const id = `${number}-return-1`
  return {
    push,
    accept,
    cancel: step({ kind: 'cancel', copies: 1 }, 'rejected'),
    reject: click('reject', 'rejected', { reason: 'damaged' }),
    rejectPaid: click('reject', 'rejected', { reason: 'damaged' }, { oncePaid: true }),
    completed: [
      push,
      accept,
      click('ready', 'ready_for_pickup'),
      click('complete', 'completed', { collectedBy: 'Kim', idChecked: 'on' }),
    ],
    return: step({ kind: 'return', id, units: [1], defective: false, copies: 1 }, 'completed'),
    refund: step({ kind: 'refund', id: `${id}-refund`, n: 1, method: 'provider', copies: 1 }, 'completed'),
  }
}

/** @param only a part of a cell's name, as `capture` or `receipt:made itself`; absent: the whole grid */
export function gridCells(only?: string): Cell[] {
  const named = rows.flatMap((row) =>
    row.places.flatMap((place) => row.dies.map((dies) => ({ row, place, dies }))),
  )
  return named.flatMap(({ row, place, dies }, index) => {
    const number = `G-${String(index + 1).padStart(3, '0')}`
    const steps = row.steps(stepsOf(number))
    const step = steps.at(-1)
    const life: Life = {
      number,
      store: 'main',
      fulfilment: 'pickup',
      lines: [{ sku: 'PUMP', quantity: 1 }],
      isKnown: true,
      steps,
    }
    const name = `${row.name}, ${place} ${dies}`
    if (!step || (only && !name.includes(only))) return []
    return [{ name, place, dies, life, step, subject: row.subject(number) }]
  })
}
