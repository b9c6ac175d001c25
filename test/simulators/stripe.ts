import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Stripe from 'stripe'

/** What goes wrong with the next request to a path that ends so. */
export interface Fault {
  path: RegExp
  /**
   * 'lost': done, and the answer never comes; 'failed': done, and 500 is answered; 'down': nothing is done, 500;
   * 'hung': nothing is done, and nothing is answered; late: done at once, and answered once that is over.
   */
  is: 'lost' | 'failed' | 'down' | 'hung' | { decline: string } | { late: Promise<unknown> }
}

interface Intent {
  id: string
  amount: number
  currency: string
  status: string
  amount_received: number
  amount_refunded: number
  captureBefore: number
  disputed: boolean
}

interface Answer {
  status: number
  body: object
}

const DAY = 86_400

/** Stands in what the provider answers and sends, though it should not: nothing of it may be kept or logged. */
export const CARD_NUMBER = '4242424242424242'

/**
 * A stateful stand-in for Stripe: holds that expire, idempotency keys that replay what they saw (failures, too),
 * answers that are lost after the deed, events twice and out of order. After the public descriptions of its API.
 */
export class StripeSimulator {
  readonly apiKey = 'sk_test_simulated'
  readonly webhookSecret = 'whsec_simulated'
  /** Of the account's payouts, where it is not the payment's own. */
  payoutCurrency: string | null = null
  readonly account = {
    id: 'acct_1',
    object: 'account',
    settings: { dashboard: { display_name: 'North Shore Cycles' } },
  }
  readonly intents = new Map<string, Intent>()
  readonly refunds: {
    id: string
    payment_intent: string
    amount: number
    currency: string
    metadata: Record<string, string>
    status: string
  }[] = []
  readonly events: { id: string; type: string; created: number; data: { object: object } }[] = []
  readonly faults: Fault[] = []
  /** Every deed that had an effect, in order. */
  readonly deeds: string[] = []
  private readonly seen = new Map<string, { fingerprint: string; answer: Answer }>()
  private clock = 0
  private server: Server | null = null

  async start(): Promise<void> {
    this.server = createServer((request, response) => void this.serve(request, response))
    await new Promise<void>((resolve) => this.server?.listen(0, '127.0.0.1', resolve))
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections()
    await new Promise((resolve) => this.server?.close(resolve))
  }

  get url(): string {
    if (this.server === null) throw new Error('the simulator is not running')
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`
  }

  get now(): number {
    return Math.floor(Date.now() / 1_000) + this.clock
  }

  /** A card was charged at the website: the money is reserved. */
  hold(id: string, amount: number, currency: string, days = 7): void {
    const captureBefore = this.now + days * DAY
    const intent = {
      id,
      amount,
      currency,
      status: 'requires_capture',
      amount_received: 0,
      amount_refunded: 0,
      captureBefore,
      disputed: false,
    }
    this.intents.set(id, intent)
    this.tell('payment_intent.amount_capturable_updated', intent)
  }

  /** Days pass: what is held too long is let go. */
  skip(days: number): void {
    this.clock += days * DAY
    for (const intent of this.intents.values()) {
      if (intent.status !== 'requires_capture' || intent.captureBefore > this.now) continue
      intent.status = 'canceled'
      this.tell('payment_intent.canceled', intent)
    }
  }

  dispute(id: string): void {
    const intent = this.intents.get(id)
    if (!intent) return
    intent.disputed = true
    this.tell('charge.dispute.created', { object: 'dispute', id: `dp_${id}`, payment_intent: id })
  }

  /** The library itself asks once more where a connection that it kept open breaks. */
  breakTwice(fault: Fault): void {
    this.faults.push(fault, ...(fault.is === 'lost' ? [fault] : []))
  }

  /** An event as Stripe posts it, signed. */
  signed(event: object): { body: string; signature: string } {
    const body = JSON.stringify(event)
    const secret = this.webhookSecret
    return {
      body,
      signature: new Stripe(this.apiKey).webhooks.generateTestHeaderString({ payload: body, secret }),
    }
  }

  private tell(type: string, object: object): void {
    const id = `evt_${String(this.events.length + 1).padStart(4, '0')}`
    this.events.push({
      id,
      type,
      created: this.now,
      data: { object: { object: 'payment_intent', ...object } },
    })
  }

  private async serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const path = (request.url ?? '').split('?')[0] ?? ''
    const form = new URLSearchParams(
      request.method === 'GET' ? (request.url ?? '').split('?')[1] : Buffer.concat(chunks).toString(),
    )
    const fault = this.faultOf(path)
    const isKnown = request.headers.authorization === `Bearer ${this.apiKey}`
    if (fault === 'hung') return
    const key = request.method === 'POST' ? request.headers['idempotency-key'] : undefined
    const answer = this.once(typeof key === 'string' ? key : null, `${path}?${form}`, () =>
      isKnown
        ? this.faulty(fault, () => this.answer(request.method ?? '', path, form))
        : error(401, 'invalid_request_error', 'api_key_unknown'),
    )
    if (fault === 'lost') return void request.socket.destroy()
    if (typeof fault === 'object' && fault && 'late' in fault) await fault.late
    response.writeHead(answer.status, {
      'content-type': 'application/json',
      'request-id': `req_${randomBytes(4).toString('hex')}`,
    })
    response.end(JSON.stringify(answer.body))
  }

  private faultOf(path: string): Fault['is'] | null {
    const index = this.faults.findIndex((fault) => fault.path.test(path))
    return index < 0 ? null : (this.faults.splice(index, 1)[0]?.is ?? null)
  }

  /** A key seen before is answered as before, failures included; with other words it is an error. */
  private once(key: string | null, words: string, deed: () => Answer): Answer {
    const fingerprint = createHash('sha256').update(words).digest('hex')
    const before = key === null ? undefined : this.seen.get(key)
    if (before && before.fingerprint !== fingerprint)
      return error(400, 'idempotency_error', 'idempotency_key_in_use')
    if (before) return before.answer
    const answer = deed()
    if (key !== null) this.seen.set(key, { fingerprint, answer })
    return answer
  }

  private faulty(fault: Fault['is'] | null, deed: () => Answer): Answer {
    if (fault === 'down') return error(500, 'api_error', 'down')
    if (fault !== null && typeof fault === 'object' && 'decline' in fault)
      return error(402, 'card_error', 'card_declined', fault.decline)
    const answer = deed()
    return fault === 'failed' ? error(500, 'api_error', 'failed_after_the_deed') : answer
  }

  private answer(method: string, path: string, form: URLSearchParams): Answer {
    const [, , resource = '', id = '', verb = ''] = path.split('/')
    if (resource === 'refunds') return method === 'POST' ? this.refund(form) : this.listRefunds(form)
    if (resource === 'disputes')
      return { status: 200, body: list(this.disputesOf(form.get('payment_intent') ?? '')) }
    if (resource === 'account') return { status: 200, body: this.account }
    if (resource === 'payment_intents' && id === '') return { status: 200, body: list([]) }
    const intent = this.intents.get(id)
    if (resource !== 'payment_intents' || !intent)
      return error(404, 'invalid_request_error', 'resource_missing')
    if (verb === 'capture') return this.capture(intent, form)
    if (verb === 'cancel') return this.cancel(intent)
    return { status: 200, body: this.bodyOf(intent) }
  }

  private capture(intent: Intent, form: URLSearchParams): Answer {
    if (intent.status !== 'requires_capture') return unexpected()
    const amount = Number(form.get('amount_to_capture') ?? intent.amount)
    if (amount > intent.amount) return error(400, 'invalid_request_error', 'amount_too_large')
    Object.assign(intent, { status: 'succeeded', amount_received: amount })
    this.deeds.push(`capture ${intent.id} ${amount}`)
    this.tell('payment_intent.succeeded', intent)
    return { status: 200, body: this.bodyOf(intent) }
  }

  private cancel(intent: Intent): Answer {
    if (intent.status !== 'requires_capture') return unexpected()
    intent.status = 'canceled'
    this.deeds.push(`release ${intent.id}`)
    this.tell('payment_intent.canceled', intent)
    return { status: 200, body: this.bodyOf(intent) }
  }

  private refund(form: URLSearchParams): Answer {
    const intent = this.intents.get(form.get('payment_intent') ?? '')
    if (intent?.status !== 'succeeded') return unexpected()
    const amount = Number(form.get('amount'))
    if (intent.amount_refunded + amount > intent.amount_received)
      return error(400, 'invalid_request_error', 'charge_already_refunded')
    intent.amount_refunded += amount
    const metadata = { kickstand_key: form.get('metadata[kickstand_key]') ?? '' }
    const refund = {
      id: `re_${this.refunds.length + 1}`,
      object: 'refund',
      payment_intent: intent.id,
      amount,
      currency: intent.currency,
      metadata,
      status: 'succeeded',
    }
    this.refunds.push(refund)
    this.deeds.push(`refund ${intent.id} ${amount}`)
    this.tell('charge.refunded', { object: 'charge', id: `ch_${intent.id}`, payment_intent: intent.id })
    return { status: 200, body: refund }
  }

  private listRefunds(form: URLSearchParams): Answer {
    return {
      status: 200,
      body: list(this.refunds.filter((refund) => refund.payment_intent === form.get('payment_intent'))),
    }
  }

  private disputesOf(id: string) {
    const intent = this.intents.get(id)
    if (!intent?.disputed) return []
    const evidence = { due_by: this.now + 7 * DAY }
    return [
      {
        id: `dp_${id}`,
        object: 'dispute',
        status: 'needs_response',
        reason: 'fraudulent',
        amount: intent.amount_received,
        currency: intent.currency,
        evidence_details: evidence,
      },
    ]
  }

  private bodyOf({ captureBefore, disputed, amount_refunded, ...intent }: Intent) {
    const isHeld = intent.status === 'requires_capture'
    const charge = {
      id: `ch_${intent.id}`,
      object: 'charge',
      amount_refunded,
      disputed,
      payment_method_details: {
        type: 'card',
        card: { brand: 'visa', number: CARD_NUMBER, ...(isHeld && { capture_before: captureBefore }) },
      },
      balance_transaction:
        intent.status === 'succeeded'
          ? {
              id: 'txn_1',
              currency: this.payoutCurrency ?? intent.currency,
              fee: 30 + Math.round(intent.amount_received * 0.029),
            }
          : null,
    }
    return {
      object: 'payment_intent',
      ...intent,
      amount_capturable: isHeld ? intent.amount : 0,
      latest_charge: charge,
    }
  }
}

const list = (data: object[]) => ({ object: 'list', data, has_more: false })

const unexpected = () => error(400, 'invalid_request_error', 'payment_intent_unexpected_state')

function error(status: number, type: string, code: string, decline_code?: string): Answer {
  return {
    status,
    body: {
      error: {
        type,
        code,
        message: `${code} of card ${CARD_NUMBER}`,
        payment_method: { card: CARD_NUMBER },
        ...(decline_code && { decline_code }),
      },
    },
  }
}
