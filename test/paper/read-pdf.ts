import { inflateSync } from 'node:zlib'

/** What a reader finds on a page: its lines of text from the top, and its filled rectangles in order. */
export interface ReadPage {
  lines: string[]
  /** The baseline of each line, in points from the page's lower edge. */
  heights: number[]
  bars: { x: number; width: number }[]
}

interface PdfObject {
  dictionary: string
  stream: Buffer | null
}

/** Reads a PDF as pdfkit writes it: text through each font's own encoding, as copying from a viewer would. */
export function readPdf(pdf: Buffer): ReadPage[] {
  const objects = objectsOf(pdf)
  const pages = [...objects.values()].filter(({ dictionary }) => /\/Type \/Page\b/.test(dictionary))
  return pages.map((page) => readPage(page.dictionary, objects))
}

function objectsOf(pdf: Buffer): Map<string, PdfObject> {
  const objects = new Map<string, PdfObject>()
  for (const [, id = '', body = ''] of pdf.toString('latin1').matchAll(/(\d+) 0 obj\n([\s\S]*?)\nendobj/g)) {
    const [dictionary = '', data] = body.split(/\nstream\n([\s\S]*)\nendstream/)
    const bytes = data === undefined ? null : Buffer.from(data, 'latin1')
    const packed = dictionary.includes('/FlateDecode')
    objects.set(id, { dictionary, stream: bytes && packed ? inflateSync(bytes) : bytes })
  }
  return objects
}

function referred(dictionary: string, name: string): string {
  return new RegExp(`/${name} (\\d+) 0 R`).exec(dictionary)?.[1] ?? ''
}

function readPage(page: string, objects: Map<string, PdfObject>): ReadPage {
  const text = (id: string) => objects.get(id)?.stream?.toString('latin1') ?? ''
  const resources = objects.get(referred(page, 'Resources'))?.dictionary ?? page
  const decoders = new Map<string, (hex: string) => string>()
  for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
    const toUnicode = referred(objects.get(id)?.dictionary ?? '', 'ToUnicode')
    decoders.set(name, toUnicode ? byMap(text(toUnicode)) : windows1252)
  }
  const content = text(referred(page, 'Contents'))
  return { ...linesOf(content, decoders), bars: barsOf(content) }
}

/** Bytes 0x80 to 0x9f; Node 20's own decoder of that name takes them for controls. */
const upper = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ'

function windows1252(hex: string): string {
  const text = Buffer.from(hex, 'hex').toString('latin1')
  return text.replace(/[\u0080-\u009f]/g, (byte) => upper.charAt(byte.charCodeAt(0) - 0x80))
}

function byMap(map: string): (hex: string) => string {
  const table = new Map<number, string>()
  for (const [, first = '', list = ''] of map.matchAll(/<(\w+)> <\w+> \[(.*)\]/g)) {
    for (const [index, [, code = '']] of [...list.matchAll(/<([\w ]*)>/g)].entries()) {
      const units = code.split(' ').map((unit) => Number.parseInt(unit, 16))
      table.set(Number.parseInt(first, 16) + index, String.fromCharCode(...units))
    }
  }
  return (hex) => (hex.match(/.{4}/g) ?? []).map((glyph) => table.get(Number.parseInt(glyph, 16))).join('')
}

function linesOf(content: string, decoders: Map<string, (hex: string) => string>): Omit<ReadPage, 'bars'> {
  const lines = new Map<number, { x: number; text: string }[]>()
  for (const [, x, y, font = '', body = ''] of content.matchAll(
    /BT\n1 0 0 1 ([\d.-]+) ([\d.-]+) Tm\n\/(F\d+) [\d.]+ Tf\n([\s\S]*?)ET/g,
  )) {
    const text = [...body.matchAll(/<(\w+)>/g)].map(([, hex = '']) => decoders.get(font)?.(hex)).join('')
    const height = Math.round(Number(y))
    lines.set(height, [...(lines.get(height) ?? []), { x: Number(x), text }])
  }
  const fromTheTop = [...lines].sort(([a], [b]) => b - a)
  return {
    lines: fromTheTop.map(([, pieces]) => fromTheLeft(pieces)),
    heights: fromTheTop.map(([height]) => height),
  }
}

/** Columns, and the stretches of one text that are in different fonts, are told apart by `|`. */
function fromTheLeft(pieces: { x: number; text: string }[]): string {
  const sorted = pieces.sort((a, b) => a.x - b.x)
  return sorted.map(({ text }) => text).join('|')
}

function barsOf(content: string): ReadPage['bars'] {
  return [...content.matchAll(/([\d.]+) [\d.]+ ([\d.]+) [\d.]+ re/g)].map(([, x, width]) => ({
    x: Number(x),
    width: Number(width),
  }))
}
