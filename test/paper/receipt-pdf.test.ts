import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { code128 } from '../../activities/paper/barcode.ts'
import { renderReceipt } from '../../activities/paper/receipt-pdf.ts'
import { paperWords } from '../../activities/paper/words.ts'
import { receiptOf, type SaleOnRecord } from '../../domain/receipt.ts'
import { readCode128 } from './read-code128.ts'
import { readPdf } from './read-pdf.ts'
import { line, sampleSale } from './sample-sale.ts'

const render = (sale: SaleOnRecord) => renderReceipt(receiptOf(sale), paperWords)
const pagesOf = async (parts: Partial<SaleOnRecord> = {}) => readPdf(await render(sampleSale(parts)))
const linesOf = async (parts: Partial<SaleOnRecord> = {}) =>
  (await pagesOf(parts)).flatMap(({ lines }) => lines)

describe('a receipt', () => {
  it('says what was sold, taxed, paid and is left to pay, in the time of the store', async () => {
    expect(await linesOf({ total: 166208 })).toEqual([
      'Harbour Cycles',
      '1 Quay Street',
      'Oakland, CA 94607',
      'HARBOUR-000123',
      'Receipt',
      'Sale|HARBOUR-000123',
      'Order|NS-100001 (northstar)',
      'Date|Mar 2, 2026, 1:03 AM',
      'Customer|Étienne Okafor',
      'Ready by|Mar 5, 2026',
      'Description|Qty|Price|Discount|Amount',
      'LL Mountain Pedal|2|40.49|80.98',
      'HL Road Frame - Red, 48|1|1,431.50|-10.00|1,421.50',
      'Subtotal|1,502.48',
      'Shipping|9.95',
      'Tax 8.25% on 80.98|6.68',
      'Tax 10% on 1,421.50|142.15',
      'Tax on shipping 9.95|0.82',
      'Total USD|1,662.08',
      'Paid online, stripe, Mar 2, 2026, 2:00 AM (reference …u7ix)|1,662.08',
      'Balance due USD|0.00',
      'Sale HARBOUR-000123, page 1 of 1',
    ])
  })

  it('names the tax within prices that include it, after the total', async () => {
    const payments = [
      { kind: 'till' as const, method: 'card', amount: 90000, at: new Date(0), reference: null },
    ]
    const lines = await linesOf({ pricesIncludeTax: true, currency: 'KRW', total: 151243, payments })
    expect(lines.slice(lines.indexOf('Subtotal|150,248'), -1)).toEqual([
      'Subtotal|150,248',
      'Shipping|995',
      'Total KRW|151,243',
      'of which tax 8.25% on 7,430|668',
      'of which tax 10% on 127,935|14,215',
      'of which tax on shipping 913|82',
      'Prices include tax.',
      'Paid in store, card, Dec 31, 1969, 4:00 PM|90,000',
      'Balance due KRW|61,243',
    ])
  })

  it('says that it is void once the order was rejected, and asks for no money', async () => {
    const sale = { ...sampleSale().sale, void: true }
    const lines = await linesOf({ sale, payments: [] })
    expect(lines).toContain('Void: the order was rejected')
    expect(lines).toContain('Balance due USD|0.00')
  })

  it('is the same file, byte for byte, on any day', async () => {
    const today = await render(sampleSale())
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 86_400_000 })
    const tomorrow = await render(sampleSale()).finally(() => vi.useRealTimers())
    expect(tomorrow.equals(today)).toBe(true)
  })

  it('goes on over as many pages as it takes, each with the head of its table and its number', async () => {
    const pages = await pagesOf({ lines: Array.from({ length: 80 }, (_, index) => line(`Tube ${index}`)) })
    expect(pages.length).toBe(3)
    for (const [index, { lines }] of pages.entries()) {
      expect(lines).toContain('Description|Qty|Price|Discount|Amount')
      expect(lines.at(-1)).toBe(`Sale HARBOUR-000123, page ${index + 1} of 3`)
    }
    const tubes = pages.flatMap(({ lines }) => lines).filter((text) => text.startsWith('Tube'))
    expect(tubes.map((text) => text.split('|')[0])).toEqual(Array.from({ length: 80 }, (_, i) => `Tube ${i}`))
  })

  it('keeps a row whole and leaves the foot of a page to its number, wherever the page turns', async () => {
    for (let count = 20; count < 60; count += 1) {
      const lines = Array.from({ length: count }, () => line('Tube '.repeat(count)))
      for (const { lines: texts, heights } of await pagesOf({ lines })) {
        // A row's first line has its figures, so a page that goes on with the table starts with some.
        if (texts[0] === 'Description|Qty|Price|Discount|Amount') expect(texts[1]).toContain('|')
        const [lowest = 0, foot = 0] = heights.slice(-2)
        expect(foot).toBeGreaterThan(40)
        expect(lowest).toBeGreaterThan(74)
      }
    }
  })

  it('breaks a description that is longer than its column, or than a page, and loses none of it', async () => {
    const words = Array.from({ length: 4_000 }, (_, index) => `w${index}`).join(' ')
    const unbroken = 'x'.repeat(500)
    const pages = await pagesOf({ lines: [line(words), line(unbroken)] })
    const texts = pages
      .flatMap(({ lines }) => lines)
      .map((text) => text.split('|')[0])
      .join(' ')
    expect(texts.match(/\bw\d+\b/g)?.length).toBe(4_000)
    expect(texts.match(/x{2,}/g)?.join('').length).toBe(500)
  })
})

describe('text of every language the shop knows', () => {
  it.each([
    ['Korean', '산악 자전거 페달 — 특가 ₩'],
    ['French', 'Garde-boue « Œillet » à l’arrière, où ça brûle, Noël'],
    ['Dutch', 'Kinderfiets ’t IJ, geëmailleerd, coöperatie, één €'],
    ['all of them in one line', 'Trek 자전거 Café € Łódź 한국'],
  ])('%s can be read back from the paper', async (_, text) => {
    const store = { name: text, address: text, timeZone: 'Asia/Seoul' }
    const lines = await linesOf({ customerName: text, store, lines: [line(text)] })
    const paper = lines.map((each) => each.replaceAll('|', '')).join(' ')
    const shown = text.replace('ź', 'z')
    // The store's name and address, the customer and the line.
    expect(paper.split(shown).length - 1).toBe(4)
  })

  it('shows a letter of an unknown script as a box, and a decomposed one as it is meant', async () => {
    const lines = await linesOf({ customerName: 'Jir\u030ci\u0301 \u6f22\u5b57 \u1112\u1161\u11ab' })
    expect(lines.map((text) => text.replaceAll('|', ''))).toContain('CustomerJirí □□ 한')
  })

  it('is not disturbed by controls, marks that turn the direction, or broken characters', async () => {
    const lines = await linesOf({ customerName: 'a\u0000b\u202Egnp\u200F\tc\u2028d\ud800 ) Tj ET (' })
    expect(lines.map((text) => text.replaceAll('|', ''))).toContain('Customera bgnp c d□ ) Tj ET (')
  })

  it('never fails, whatever a website sends', async () => {
    const anything = fc.string({ unit: 'binary', maxLength: 80 })
    await fc.assert(
      fc.asyncProperty(anything, anything, async (name, description) => {
        const [page] = await pagesOf({ customerName: name, lines: [line(description)] })
        expect(page?.lines.at(-1)).toBe('Sale HARBOUR-000123, page 1 of 1')
      }),
      { numRuns: 100 },
    )
  })
})

describe("the sale's barcode", () => {
  it('is the sale number to a scanner, with white on both sides', async () => {
    const [page] = await pagesOf()
    expect(readCode128(page?.bars ?? [])).toBe('HARBOUR-000123')
  })

  it('reads for the number of any store, long ones included', async () => {
    for (const number of ['A-000001', 'MAIN-9999999999', 'a_long.store-code_of-32-characters-000001']) {
      const [page] = await pagesOf({ sale: { ...sampleSale().sale, number } })
      expect(readCode128(page?.bars ?? [])).toBe(number)
      for (const { x, width } of page?.bars ?? []) {
        expect(x).toBeGreaterThan(315)
        expect(x + width).toBeLessThan(546)
      }
    }
  })

  it('is drawn as wide as the encoder says', async () => {
    const [page] = await pagesOf()
    const bars = code128('HARBOUR-000123').filter((_, index) => index % 2 === 0)
    const [first] = page?.bars ?? []
    const module = (first?.width ?? 0) / (bars[0] ?? 1)
    expect(page?.bars.map(({ width }) => Math.round(width / module))).toEqual(bars)
  })
})
