import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { BrokenForm, boundaryOf, partsOf } from '../../../server/imports/multipart.ts'
import { refusalsAsCsv, textCell } from '../../../server/imports/refusals-csv.ts'

/** A body that comes in pieces of the given lengths, over and over. */
async function* inPieces(body: Buffer, lengths: readonly number[]): AsyncGenerator<Uint8Array> {
  for (let at = 0, turn = 0; at < body.length; turn++) {
    const length = lengths[turn % lengths.length] ?? 1
    yield body.subarray(at, at + length)
    at += length
  }
}

async function read(body: AsyncIterable<Uint8Array>, boundary: string) {
  const parts: { name: string; fileName: string | null; content: string }[] = []
  for await (const { name, fileName, content } of partsOf(body, boundary)) {
    const pieces: Buffer[] = []
    for await (const piece of content) pieces.push(Buffer.from(piece))
    parts.push({ name, fileName, content: Buffer.concat(pieces).toString('base64') })
  }
  return parts
}

async function formOf(fields: [string, string][], file: Uint8Array) {
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  form.append('file', new Blob([file]), 'catalogue "ü".csv')
  const request = new Request('http://desk.test', { method: 'POST', body: form })
  const boundary = boundaryOf(request.headers.get('content-type') ?? '') ?? ''
  return { body: Buffer.from(await request.arrayBuffer()), boundary }
}

describe('A form with a file', () => {
  test('is read the same in whatever pieces it comes, whatever the file holds', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3_000 }),
        fc.array(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 5 }),
        fc.boolean(),
        async (random, lengths, isNasty) => {
          const boundary = (await formOf([], new Uint8Array())).boundary
          const file = isNasty
            ? Buffer.concat([Buffer.from(`\r\n--${boundary.slice(0, -1)}\r\n\r\n--`), random])
            : Buffer.from(random)
          const { body, boundary: actual } = await formOf([['kind', 'products']], file)
          expect(await read(inPieces(body, lengths), actual)).toEqual([
            { name: 'kind', fileName: null, content: Buffer.from('products').toString('base64') },
            { name: 'file', fileName: 'catalogue %22ü%22.csv', content: file.toString('base64') },
          ])
        },
      ),
      { numRuns: 60 },
    )
  })

  test('that breaks off, or is none, is told from a whole one', async () => {
    const { body, boundary } = await formOf([['kind', 'products']], Buffer.from('sku,name'))
    for (const broken of [
      body.subarray(0, -10),
      body.subarray(0, 60),
      Buffer.from('nothing of the kind'),
      Buffer.alloc(0),
      Buffer.from(`--${boundary}\r\n${'x: y\r\n'.repeat(2_000)}\r\n\r\n--${boundary}--`),
      Buffer.from(`--${boundary}\r\n\r\n\r\n`.repeat(30)),
    ]) {
      await expect(read(inPieces(broken, [7]), boundary)).rejects.toThrow(BrokenForm)
    }
  })

  test.each([
    ['multipart/form-data; boundary=abc', 'abc'],
    ['multipart/form-data; charset=utf-8; boundary="a b;c"', 'a b;c'],
    ['Multipart/Form-Data;boundary=abc', 'abc'],
    ['application/x-www-form-urlencoded', null],
    [`multipart/form-data; boundary=${'x'.repeat(71)}`, null],
    [undefined, null],
  ])('names its boundary: %s', (type, boundary) => {
    expect(boundaryOf(type)).toBe(boundary)
  })
})

describe('Refused rows as a file', () => {
  test.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('carry no formula: %j', (text) => {
    expect(textCell(text)).toBe(`"'${text}"`)
  })

  test('quote what needs it, and say how many more there are', () => {
    const listed = [{ row: 2, column: 'price', reason: 'is no amount: "cheap"' }]
    expect(refusalsAsCsv({ listed, rows: 3 })).toBe(
      '\ufeffrow,column,reason\r\n2,"price","is no amount: ""cheap"""\r\n,,"and 2 more rows"\r\n',
    )
  })
})
