import type { Status } from '../../domain/status.ts'
import type { Random } from './random.ts'

export interface LineWish {
  sku: string
  quantity: number
}

/** One click; sent so many times at once, all with the same id. */
export interface Act {
  action: string
  id: string
  fields: Record<string, string>
  copies: number
}

export type Deed =
  | { kind: 'push'; copies: number }
  /** Other content under the same number. */
  | { kind: 'pushOther' }
  | { kind: 'cancel'; copies: number }
  | (Act & { kind: 'act'; seen?: number; oncePaid?: boolean })
  /** At once, on the same version: at most one of them fits. */
  | { kind: 'race'; acts: [Act, Act] }
  /** One after the other, without a look at what became of the one before. */
  | { kind: 'rush'; acts: Act[] }
  | { kind: 'undo'; id: string; of: string }
  | { kind: 'return'; id: string; units: number[]; defective: boolean; copies: number }
  | { kind: 'refund'; id: string; n: number; method: string; copies: number }

/** What is done, and the status that the order must come to before the next; null: whatever it comes to. */
export interface Step {
  deed: Deed
  comesTo: Status | null
}

export interface Life {
  number: string
  store: 'main' | 'harbour'
  fulfilment: 'pickup' | 'delivery' | 'reserve'
  lines: LineWish[]
  /** The shop knows the customer by the e-mail address. */
  isKnown: boolean
  steps: Step[]
}

/** Steps can be taken back here for so long; elsewhere not at all. */
export const UNDO_SECONDS = { main: 0, harbour: 3 } as const

/** Enough of these for every order … */
export const PLENTY = ['PUMP', 'TUBE'] as const
/** … and too few of this. */
export const SCARCE = 'BELL'
/** In each store. */
export const ON_HAND = { plenty: 20_000, scarce: 60 }

/** An order from its first message to its end, with what its website and the staff do twice, late, at once or too late. */
export function lifeOf(random: Random, number: string): Life {
  const life: Life = {
    number,
    store: random.of(['main', 'main', 'harbour']),
    fulfilment: random.weighted([
      ['pickup', 5],
      ['delivery', 3],
      ['reserve', 2],
    ]),
    lines: linesOf(random, number),
    isKnown: !random.chance(0.12),
    steps: [],
  }
  const writer = new Writer(random, life)
  writer.arrive()
  if (writer.isOver) return life
  writer.help()
  writer.go()
  return life
}

const isOdd = (sku: string) => sku.startsWith('ODD')

function linesOf(random: Random, number: string): LineWish[] {
  const skus: string[] = [random.of(PLENTY)]
  if (random.chance(0.3)) skus.push(SCARCE)
  if (random.chance(0.4)) skus.unshift(skus.includes('PUMP') ? 'TUBE' : 'PUMP')
  if (random.chance(0.1)) skus.push(`ODD-${number}`)
  return skus.map((sku) => ({ sku, quantity: random.whole(1, 3) }))
}

class Writer {
  isOver = false
  #count = 0

  constructor(
    private readonly random: Random,
    private readonly life: Life,
  ) {}

  #add(deed: Deed, comesTo: Status | null) {
    this.life.steps.push({ deed, comesTo })
  }

  #act(action: string, fields: Record<string, string> = {}): Act {
    const id = `${this.life.number}-${++this.#count}-${action}`
    return { action, id, fields, copies: this.random.chance(0.3) ? this.random.whole(2, 3) : 1 }
  }

  #click(comesTo: Status | null, action: string, fields: Record<string, string> = {}): Act {
    const act = this.#act(action, fields)
    this.#add({ kind: 'act', ...act }, comesTo)
    return act
  }

  /** The same form once more, when all is over: it is the first one's click. */
  #again(act: Act, comesTo: Status) {
    this.#add({ kind: 'act', ...act }, comesTo)
  }

  #copies = () => (this.random.chance(0.4) ? this.random.whole(2, 5) : 1)

  arrive() {
    const { lines, isKnown } = this.life
    if (this.random.chance(0.03)) {
      this.#add({ kind: 'cancel', copies: this.#copies() }, null)
      this.#add({ kind: 'push', copies: this.#copies() }, 'rejected')
      this.isOver = true
      return
    }
    const hasOdd = lines.some(({ sku }) => isOdd(sku))
    const first = !isKnown ? 'customer_id_required' : hasOdd ? 'product_match_failed' : 'new'
    this.#add({ kind: 'push', copies: this.#copies() }, first)
  }

  /** What the desk has to find out before there is a sale. */
  help() {
    const { lines, isKnown } = this.life
    const odd = lines.findIndex(({ sku }) => isOdd(sku))
    if (!isKnown) {
      const next = odd < 0 ? 'new' : 'product_match_failed'
      this.#click(next, 'identify-customer', { customerId: 'C1' })
    }
    if (odd < 0) return
    this.#click('product_match_failed', 'match-product', { line: String(odd + 1), sku: 'TUBE' })
    this.#click('new', 'process-sale')
  }

  go() {
    const { random } = this
    if (random.chance(0.08)) this.#add({ kind: 'pushOther' }, 'new')
    const way = random.weighted([
      ['whole', 50],
      ['rejected', 9],
      ['cancelled', 7],
      ['undone', 8],
      ['race', 8],
      ['rush', 6],
      ['twice', 6],
      ['stays', 6],
    ])
    if (way === 'whole') this.#whole()
    if (way === 'rejected') this.#rejected()
    if (way === 'cancelled') this.#cancelled()
    if (way === 'undone') this.#undone()
    if (way === 'race') this.#race()
    if (way === 'rush') this.#rush()
    if (way === 'twice') this.#twice()
  }

  #whole() {
    const { fulfilment, lines } = this.life
    const accept = this.#click('in_process', 'accept')
    if (this.random.chance(0.15)) this.#stale('in_process')
    this.#handOver()
    if (this.random.chance(0.25)) this.#again(accept, 'completed')
    if (this.random.chance(0.15)) this.#click('completed', 'comment', { text: 'Said something.' })
    if (this.random.chance(0.1)) this.#add({ kind: 'push', copies: 2 }, 'completed')
    if (this.random.chance(0.1)) this.#add({ kind: 'cancel', copies: 2 }, 'completed')
    if (!this.random.chance(0.5)) return
    const method = fulfilment === 'reserve' ? 'cash' : 'provider'
    const all = lines.map(({ quantity }) => quantity)
    const some = all.map((quantity, place) => (place === 0 ? this.random.whole(1, quantity) : 0))
    const rest = all.map((quantity, place) => quantity - (some[place] ?? 0))
    this.#return(1, this.random.chance(0.5) ? some : all, method)
    if (this.life.steps.some(({ deed }) => deed.kind === 'return' && deed.units === some)) {
      if (rest.some(Boolean) && this.random.chance(0.5)) this.#return(2, rest, method)
    }
  }

  #return(n: number, units: number[], method: string) {
    const id = `${this.life.number}-return-${n}`
    const defective = this.random.chance(0.3)
    this.#add({ kind: 'return', id, units, defective, copies: this.#copies() }, 'completed')
    this.#add({ kind: 'refund', id: `${id}-refund`, n, method, copies: this.#copies() }, 'completed')
  }

  #handOver() {
    const { fulfilment } = this.life
    if (fulfilment === 'delivery') {
      this.#click('shipped', 'ship', { carrier: 'UPS', trackingNumber: '1Z' })
      this.#click('completed', 'complete')
      return
    }
    this.#click('ready_for_pickup', 'ready', { location: 'A1' })
    const payment: Record<string, string> = fulfilment === 'reserve' ? { payment: 'cash' } : {}
    this.#click('completed', 'complete', { collectedBy: 'Kim', idChecked: 'on', ...payment })
  }

  #stale(stays: Status) {
    const act = this.#act('reject', { reason: 'damaged' })
    this.#add({ kind: 'act', ...act, seen: 1 }, stays)
  }

  #rejected() {
    if (this.random.chance(0.6)) this.#click('in_process', 'accept')
    const reject = this.#click('rejected', 'reject', { reason: 'damaged' })
    if (this.random.chance(0.3)) this.#again(reject, 'rejected')
  }

  #cancelled() {
    if (this.random.chance(0.5)) this.#click('in_process', 'accept')
    this.#add({ kind: 'cancel', copies: this.#copies() }, 'rejected')
  }

  /** Only where there is time for it; what was clicked too late stays as it is. */
  #undone() {
    const accept = this.#click('in_process', 'accept')
    this.#add({ kind: 'undo', id: `${accept.id}-undo`, of: accept.id }, null)
  }

  #race() {
    const acts: [Act, Act] = [this.#act('accept'), this.#act('reject', { reason: 'price_error' })]
    this.#add({ kind: 'race', acts }, null)
  }

  #rush() {
    const isDelivery = this.life.fulfilment === 'delivery'
    const acts = [
      this.#act('accept'),
      this.#act(isDelivery ? 'ship' : 'ready'),
      this.#act('comment', { text: 'Go' }),
    ]
    this.#add({ kind: 'rush', acts }, null)
  }

  /** Two people, each with a form of their own. */
  #twice() {
    this.#click('in_process', 'accept')
    this.#click('in_process', 'accept')
  }
}
