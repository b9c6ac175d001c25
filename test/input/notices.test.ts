import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { stripeProvider } from '../../connectors/stripe/provider.ts'
import { UnreadableNotice } from '../../intake/provider-notice.ts'
import { isSigned, keyOfSecret, sign } from '../../intake/signature.ts'
import { StripeSimulator } from '../simulators/stripe.ts'

const stripe = new StripeSimulator()
const { readNotice } = stripeProvider({ apiKey: stripe.apiKey, webhookSecret: stripe.webhookSecret })

/** Read, or refused with the one error that there is for it. */
function isTold(content: unknown): 'read' | 'refused' {
  const { body, signature } = stripe.signed(content as object)
  try {
    const notice = readNotice(body, signature)
    if (notice === null) throw new Error('a right signature was not taken')
    expect(Number.isNaN(notice.at.getTime())).toBe(false)
    expect(`${notice.id}${notice.type}${notice.reference}`).not.toMatch(/[\0\p{Cs}]/u)
    return 'read'
  } catch (error) {
    expect(error).toBeInstanceOf(UnreadableNotice)
    return 'refused'
  }
}

const right = { id: 'evt_1', type: 'charge.refunded', created: 1_772_442_000 }

describe('a signed notice of a payment provider', () => {
  test.each([
    ['no object', null],
    ['a list', []],
    ['without a name', { ...right, id: '' }],
    ['with NUL in its name', { ...right, id: 'evt_\0' }],
    ['with half a surrogate pair in its kind', { ...right, type: '\ud800' }],
    ['of no time', { ...right, created: 'soon' }],
    ['of a time beyond all calendars', { ...right, created: 1e300 }],
    ['of a time before all computers', { ...right, created: -1e12 }],
  ])('that is %s is refused', (_, content) => {
    expect(isTold(content)).toBe('refused')
  })

  test('is read or refused, whatever is in it', () => {
    const field = fc.oneof(fc.jsonValue(), fc.string({ unit: 'binary' }), fc.double())
    const event = fc.record(
      {
        id: field,
        type: field,
        created: field,
        data: fc.record({ object: fc.dictionary(fc.string(), field) }),
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(event, fc.boolean(), (content, isNamed) => {
        isTold(isNamed ? { ...right, ...content } : content)
      }),
    )
    expect(isTold(right)).toBe('read')
  })
})

describe('a signature', () => {
  const key = keyOfSecret(`whsec_${Buffer.alloc(32, 7).toString('base64')}`)
  const now = new Date('2026-03-02T09:00:00Z')
  const at = now.getTime() / 1_000
  const message = { id: 'msg_1', timestamp: String(at), body: Buffer.from('{"number":"NS-1"}') }
  const signature = sign(key, message)

  /** The same bytes but one bit. */
  const flipped = (bytes: Buffer, bit: number) => {
    const copy = Buffer.from(bytes)
    copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
    return copy
  }
  const parts = { id: message.id, timestamp: message.timestamp, signature, body: message.body }

  test.each(Object.keys(parts) as (keyof typeof parts)[])('is broken by any one bit of the %s', (part) => {
    const whole = { ...parts, body: message.body }
    expect(isSigned(whole, [key], now)).toBe(true)
    const bytes = Buffer.from(parts[part])
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const other = flipped(bytes, bit)
      const sent = { ...whole, [part]: part === 'body' ? other : other.toString('latin1') }
      expect(isSigned(sent, [key], now), `${part} ${bit}`).toBe(false)
    }
  })

  test.each([
    [-301, false],
    [-300, true],
    [-299, true],
    [0, true],
    [299, true],
    [300, true],
    [301, false],
  ])('of %i seconds from now holds: %s', (seconds, holds) => {
    const timed = { ...message, timestamp: String(at + seconds) }
    expect(isSigned({ ...timed, signature: sign(key, timed) }, [key], now)).toBe(holds)
  })

  test('is none, whatever else stands in its place', () => {
    const header = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('v1,', 'v1', 'v2,x', ' ', signature.slice(3), `${signature}=`),
    )
    fc.assert(
      fc.property(header, header, header, (id, timestamp, given) => {
        expect(isSigned({ id, timestamp, signature: given, body: message.body }, [key], now)).toBe(false)
      }),
    )
  })
})
