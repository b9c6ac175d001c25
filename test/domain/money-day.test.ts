import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { differenceOf, type MoneySum, moneyEntries, moneyRows, moneyTotals } from '../../domain/money-day.ts'

const sum = (more: Partial<MoneySum>): MoneySum => ({
  entry: 'captured',
  account: 'Online sales',
  paymentType: 'eCommerce',
  cardType: 'visa',
  method: 'stripe',
  currency: 'USD',
  count: 1,
  amount: 2_200,
  fee: null,
  ...more,
})

describe('A day’s money', () => {
  test('stands in one line for each account, payment type and card, the shop’s own first', () => {
    const rows = moneyRows([
      sum({ entry: 'till', account: null, paymentType: null, cardType: null, method: 'cash', amount: 500 }),
      sum({ cardType: 'mastercard', amount: 100 }),
      sum({ fee: 94 }),
      sum({ entry: 'refunded', amount: 1_100 }),
      sum({ entry: 'authorised', amount: 2_500 }),
      sum({ entry: 'released', amount: 300 }),
    ])
    expect(rows).toMatchObject([
      { owner: 'own', cardType: 'mastercard', taken: 100, fee: null },
      {
        owner: 'own',
        cardType: 'visa',
        authorised: 2_500,
        taken: 2_200,
        released: 300,
        givenBack: 1_100,
        fee: 94,
      },
      { owner: 'till', method: 'cash', taken: 500 },
    ])
  })

  test('is summed up by currency, without what is the channels’', () => {
    expect(
      moneyTotals([
        sum({ currency: 'KRW', amount: 22_000 }),
        sum({}),
        sum({ entry: 'channel', account: null, amount: 9_900 }),
        sum({ entry: 'tillRefunded', account: null, method: 'cash', amount: 200 }),
      ]),
    ).toMatchObject([
      { currency: 'KRW', taken: 22_000 },
      { currency: 'USD', taken: 2_200, givenBack: 200 },
    ])
  })

  test('has lines that add up to its sums, whatever befell', () => {
    const anySum = fc.record({
      entry: fc.constantFrom(...moneyEntries.filter((entry) => !entry.startsWith('channel'))),
      account: fc.constantFrom('Online', 'Other', null),
      cardType: fc.constantFrom('visa', null),
      currency: fc.constantFrom('USD', 'KRW', 'KWD'),
      amount: fc.nat(1_000_000),
      fee: fc.option(fc.nat(1_000)),
    })
    fc.assert(
      fc.property(fc.array(anySum), (some) => {
        const sums = some.map(sum)
        for (const total of moneyTotals(sums)) {
          const rows = moneyRows(sums).filter(({ currency }) => currency === total.currency)
          const of = (name: 'taken' | 'givenBack' | 'authorised' | 'released' | 'fee') =>
            rows.reduce((all, row) => all + (row[name] ?? 0), 0)
          expect(total).toMatchObject({
            authorised: of('authorised'),
            taken: of('taken'),
            released: of('released'),
            givenBack: of('givenBack'),
          })
          expect(total.fee ?? 0).toBe(of('fee'))
        }
      }),
    )
  })

  test.each([
    [{ sold: 2_200, returned: 0, taken: 2_200, givenBack: 0 }, 0],
    [{ sold: 2_200, returned: 1_100, taken: 2_200, givenBack: 1_100 }, 0],
    [{ sold: 0, returned: 0, taken: 2_200, givenBack: 0 }, 2_200],
    [{ sold: 2_200, returned: 0, taken: 2_000, givenBack: 0 }, -200],
  ])('of %j differs by %i', (books, difference) => {
    expect(differenceOf(books)).toBe(difference)
  })
})
