import { expect, it } from 'vitest'
import { renderShelfLabel } from '../../activities/paper/shelf-label.ts'
import { paperWords } from '../../activities/paper/words.ts'
import type { ShelfLabel } from '../../domain/shelf-label.ts'
import { readCode128 } from './read-code128.ts'
import { readPdf } from './read-pdf.ts'

const label: ShelfLabel = {
  order: { number: 'NS-100001', source: 'northshore' },
  sale: { number: 'MAIN-000123', madeAt: new Date('2026-03-02T09:00:00Z') },
  store: { name: 'Main Street', timeZone: 'America/Los_Angeles' },
  customerName: '김민준',
  location: 'Shelf 7',
  holdUntil: new Date('2026-03-09T01:00:00Z'),
  items: 3,
}
const drawn = async (parts: Partial<ShelfLabel> = {}) =>
  readPdf(await renderShelfLabel({ ...label, ...parts }, paperWords))

it('a shelf label says whose goods these are, where they lie, and until when by the clock of the store', async () => {
  const pages = await drawn()
  expect(pages.map(({ lines }) => lines)).toEqual([
    [
      'Main Street',
      'northshore',
      'MAIN-000123',
      'NS-100001',
      '김민준',
      'Hold place',
      'Shelf 7',
      'Held until|Sun, Mar 8, 6:00 PM',
      'Items|3',
    ],
  ])
})

it('a shelf label of a hold to the end of a day names that day', async () => {
  const [page] = await drawn({ holdUntil: new Date('2026-03-09T07:00:00Z') })
  expect(page?.lines).toContain('Held until|the end of Sun, Mar 8')
})

it('a shelf label shows where a long hold place is cut, and says what it has no sign for', async () => {
  const [long] = await drawn({ location: `${'behind the wheels '.repeat(20)}left` })
  expect(long?.lines.filter((line) => line.endsWith('…'))).toHaveLength(1)
  expect(long?.lines.join(' ')).not.toContain('□')
  const [strange] = await drawn({ location: 'Shelf 🚲' })
  expect(strange?.lines.join(' ')).toContain("□| stands for a sign that can't be printed here.")
})

it('a shelf label carries the number of its sale for the scanner', async () => {
  const [page] = await drawn()
  expect(readCode128(page?.bars ?? [])).toBe('MAIN-000123')
})

it('a shelf label stays one page, whatever is written on it, and leaves out what nobody has said', async () => {
  const long = 'A-VERY-LONG-NUMBER.'.repeat(3)
  const pages = await drawn({
    order: { number: long, source: 'northshore' },
    customerName: 'x'.repeat(200),
    location: 'behind the wheels '.repeat(20),
  })
  expect(pages).toHaveLength(1)
  const [bare] = await drawn({ location: null, holdUntil: null })
  expect(bare?.lines.join(' ')).not.toMatch(/Hold place|Held until/)
})
