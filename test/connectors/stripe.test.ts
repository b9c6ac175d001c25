import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PaymentRefused } from '../../connectors/payment-provider.ts'
import { fromStripe, toStripe } from '../../connectors/stripe/amounts.ts'
import { stripeProvider } from '../../connectors/stripe/provider.ts'
import { StripeSimulator } from '../simulators/stripe.ts'

const stripe = new StripeSimulator()
let provider: ReturnType<typeof stripeProvider>
let made = 0

beforeAll(async () => {
  await stripe.start()
  provider = stripeProvider({
    apiKey: stripe.apiKey,
    webhookSecret: stripe.webhookSecret,
    baseUrl: stripe.url,
  })
})
afterAll(() => stripe.stop())

function held(amount = 8_766, currency = 'usd', days = 7) {
  const reference = `pi_${++made}`
  stripe.hold(reference, amount, currency, days)
  return { reference, currency: currency.toUpperCase(), key: `order:${made}`, attempt: 1 }
}

const deedsOf = (reference: string) =>
  stripe.deeds.filter((deed) => deed.includes(`${reference} `) || deed.endsWith(reference))

describe('money that is held', () => {
  it('is taken once, however often it is asked for, with the card and the fee told', async () => {
    const wish = held()
    expect(await provider.lookUp(wish.reference)).toMatchObject({
      state: 'held',
      amount: 8_766,
      captured: 0,
      cardType: 'visa',
    })
    const taken = { state: 'captured', captured: 8_766, fee: 284, disputes: [] }
    expect(await provider.capture({ ...wish, amount: 8_766 })).toMatchObject(taken)
    expect(await provider.capture({ ...wish, amount: 8_766 })).toMatchObject(taken)
    expect(await provider.capture({ ...wish, amount: 8_766, attempt: 2 })).toMatchObject(taken)
    expect(deedsOf(wish.reference)).toEqual([`capture ${wish.reference} 8766`])
  })

  it.each([
    ['kwd', 22_000, null, 668],
    ['ugx', 2_200, null, 64],
    ['jpy', 2_200, 'usd', null],
  ])('in %s has a fee in its own currency, or none that is known', async (currency, amount, payout, fee) => {
    stripe.payoutCurrency = payout
    const wish = held(toStripe(amount, currency.toUpperCase()), currency)
    const taken = await provider.capture({ ...wish, amount })
    stripe.payoutCurrency = null
    expect([taken.captured, taken.fee]).toEqual([amount, fee])
  })

  it('is let go once, and taking it afterwards is refused as a hold that is over', async () => {
    const wish = held()
    expect((await provider.release(wish)).state).toBe('released')
    expect((await provider.release({ ...wish, attempt: 2 })).state).toBe('released')
    await expect(provider.capture({ ...wish, key: 'late', amount: 8_766 })).rejects.toThrow(
      new PaymentRefused('expired_hold'),
    )
  })

  it('is over by itself when its time is over', async () => {
    const wish = held(1_000, 'usd', 5)
    expect((await provider.lookUp(wish.reference)).captureBefore?.getTime()).toBeGreaterThan(Date.now())
    stripe.skip(6)
    expect((await provider.lookUp(wish.reference)).state).toBe('released')
  })

  it('may be refused by the bank, with its reason', async () => {
    const wish = held()
    stripe.faults.push({ path: /capture$/, is: { decline: 'insufficient_funds' } })
    await expect(provider.capture({ ...wish, amount: 8_766 })).rejects.toThrow(
      new PaymentRefused('insufficient_funds'),
    )
  })

  it.each(['lost', 'failed'] as const)('and taken though the answer was %s: a look tells', async (is) => {
    const wish = held()
    stripe.breakTwice({ path: /capture$/, is })
    const first = await provider.capture({ ...wish, amount: 8_766 }).catch((error: unknown) => error)
    expect(first).toBeInstanceOf(Error)
    expect(first).not.toBeInstanceOf(PaymentRefused)
    expect(await provider.lookUp(wish.reference)).toMatchObject({ state: 'captured', captured: 8_766 })
    expect(deedsOf(wish.reference)).toHaveLength(1)
  })
})

describe('money that goes back', () => {
  async function taken() {
    const wish = held()
    await provider.capture({ ...wish, amount: 8_766 })
    return wish
  }

  it('goes back once for each key, in parts that never pass what was taken', async () => {
    const wish = await taken()
    const part = { ...wish, key: 'refund:1', amount: 6_000 }
    expect(await provider.refund(part)).toMatchObject({ amount: 6_000, state: 'done' })
    expect(await provider.refund(part)).toMatchObject({ amount: 6_000 })
    await expect(provider.refund({ ...wish, key: 'refund:2', amount: 6_000 })).rejects.toThrow(PaymentRefused)
    expect((await provider.lookUp(wish.reference)).refunded).toBe(6_000)
  })

  it.each(['lost', 'failed'] as const)(
    'is found by its key where the answer was %s, and is not made again',
    async (is) => {
      const wish = { ...(await taken()), key: `refund:${is}` }
      stripe.breakTwice({ path: /refunds$/, is })
      await expect(provider.refund({ ...wish, amount: 500 })).rejects.toThrow()
      expect(await provider.findRefund(wish)).toMatchObject({ amount: 500, state: 'done' })
    },
  )

  it('is made with another attempt where the provider failed before the deed: it repeats a failure to the same key', async () => {
    const wish = { ...(await taken()), key: 'refund:down' }
    stripe.faults.push({ path: /refunds$/, is: 'down' })
    await expect(provider.refund({ ...wish, amount: 500 })).rejects.toThrow()
    await expect(provider.refund({ ...wish, amount: 500 })).rejects.toThrow()
    expect(await provider.findRefund(wish)).toBeNull()
    expect(await provider.refund({ ...wish, amount: 500, attempt: 2 })).toMatchObject({ state: 'done' })
  })
})

describe('what the provider sends by itself', () => {
  it('names the payment that it is about, and is believed only with its signature', () => {
    const wish = held()
    const { body, signature } = stripe.signed({ object: 'event', ...stripe.events.at(-1) })
    expect(provider.readNotice(body, signature)).toMatchObject({
      reference: wish.reference,
      type: 'payment_intent.amount_capturable_updated',
    })
    expect(provider.readNotice(body.replace(wish.reference, 'pi_other'), signature)).toBeNull()
  })

  it.each([
    [
      'of a kind that nobody knows yet',
      { id: 'evt_x', type: 'moon.risen', created: 1, data: { object: { id: 7 } } },
    ],
    [
      'without data',
      { id: 'evt_x', type: 'v1.moon.risen', created: '2026-03-02T09:00:00Z', object: 'v2.core.event' },
    ],
  ])('and is %s is about no payment', (_, event) => {
    const { body, signature } = stripe.signed(event)
    expect(provider.readNotice(body, signature)).toMatchObject({ id: 'evt_x', reference: null })
  })

  it('of a refund or a dispute names the payment, too', async () => {
    const wish = held()
    await provider.capture({ ...wish, amount: 8_766 })
    stripe.dispute(wish.reference)
    const { body, signature } = stripe.signed({ object: 'event', ...stripe.events.at(-1) })
    expect(provider.readNotice(body, signature)?.reference).toBe(wish.reference)
    expect((await provider.lookUp(wish.reference)).disputes).toMatchObject([
      { reason: 'fraudulent', amount: 8_766 },
    ])
  })
})

describe('amounts', () => {
  it.each([
    ['USD', 4_049, 4_049],
    ['KRW', 59_000, 59_000],
    ['JPY', 500, 500],
    ['KWD', 1_230, 1_230],
    ['ISK', 900, 90_000],
    ['UGX', 12, 1_200],
    ['MGA', 500, 5],
  ])('in %s: %i of ours are %i of theirs', (currency, ours, theirs) => {
    expect(toStripe(ours, currency)).toBe(theirs)
    expect(fromStripe(theirs, currency.toLowerCase())).toBe(ours)
  })

  it('that they can not have are refused, not rounded', () => {
    expect(() => toStripe(1_234, 'KWD')).toThrow(PaymentRefused)
    expect(() => toStripe(1, 'MGA')).toThrow(PaymentRefused)
    expect(() => toStripe(1, 'ABC')).toThrow(RangeError)
  })

  it('come back as they went', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('USD', 'EUR', 'KRW', 'ISK', 'UGX', 'JPY'),
        fc.nat(10_000_000),
        (currency, minor) => {
          expect(fromStripe(toStripe(minor, currency), currency)).toBe(minor)
        },
      ),
    )
  })
})
