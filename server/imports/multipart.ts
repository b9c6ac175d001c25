/** One field of a form that carries files. Read its content before asking for the next part. */
export interface Part {
  name: string
  /** Null: a field without a file. */
  fileName: string | null
  content: AsyncGenerator<Buffer>
}

/** The body is no multipart form, or breaks off. */
export class BrokenForm extends Error {
  override name = 'BrokenForm'
}

const HEADERS_MAX = 8 * 1024
const PARTS_MAX = 20
const END = Buffer.from('\r\n\r\n')

/** The boundary that `multipart/form-data; boundary=…` names; null: another type. */
export function boundaryOf(contentType: string | undefined): string | null {
  const [, quoted, plain] =
    /^multipart\/form-data\s*;(?:.*;)?\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70})(?=$|[\s;]))/i.exec(
      contentType ?? '',
    ) ?? []
  return quoted ?? plain ?? null
}

/**
 * The parts of a form (RFC 7578), one after the other as they come in: a file is never in memory as a whole, which
 * `Request.formData()` holds several times over.
 * @throws BrokenForm
 */
export async function* partsOf(body: AsyncIterable<Uint8Array>, boundary: string): AsyncGenerator<Part> {
  const input = new Input(body)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first delimiter has no line before it.
  input.unread(Buffer.from('\r\n'))
  for await (const _ of input.until(delimiter));
  for (let count = 0; ; count++) {
    const after = await input.take(2)
    if (after.toString('latin1') === '--') return
    if (after.toString('latin1') !== '\r\n' || count === PARTS_MAX) throw new BrokenForm('no part follows')
    const headers = await headersOf(input)
    const content = input.until(delimiter)
    yield { ...nameOf(headers), content }
    for await (const _ of content);
  }
}

async function headersOf(input: Input): Promise<string> {
  const lines: Buffer[] = []
  let bytes = 0
  for await (const piece of input.until(END)) {
    bytes += piece.length
    if (bytes > HEADERS_MAX) throw new BrokenForm('headers without an end')
    lines.push(piece)
  }
  return Buffer.concat(lines).toString('utf8')
}

/** Browsers write names as UTF-8 and only " CR LF as %22 %0D %0A (HTML, multipart/form-data encoding). */
function nameOf(headers: string): { name: string; fileName: string | null } {
  const line = headers.split('\r\n').find((one) => /^content-disposition:\s*form-data/i.test(one)) ?? ''
  const parameter = (name: string) => new RegExp(`;\\s*${name}="([^"]*)"`, 'i').exec(line)?.[1]
  return { name: parameter('name') ?? '', fileName: parameter('filename') ?? null }
}

/** Bytes as they come, looked through for delimiters that may lie across pieces. */
class Input {
  #buffer = Buffer.alloc(0)
  readonly #pieces: AsyncIterator<Uint8Array>

  constructor(body: AsyncIterable<Uint8Array>) {
    this.#pieces = body[Symbol.asyncIterator]()
  }

  unread(bytes: Buffer): void {
    this.#buffer = Buffer.concat([bytes, this.#buffer])
  }

  async take(length: number): Promise<Buffer> {
    while (this.#buffer.length < length) await this.#more()
    const taken = this.#buffer.subarray(0, length)
    this.#buffer = this.#buffer.subarray(length)
    return taken
  }

  /** Everything before the delimiter, in pieces; the delimiter itself is passed over. */
  async *until(delimiter: Buffer): AsyncGenerator<Buffer> {
    for (;;) {
      const at = this.#buffer.indexOf(delimiter)
      const end = at >= 0 ? at : Math.max(0, this.#buffer.length - delimiter.length + 1)
      const piece = this.#buffer.subarray(0, end)
      this.#buffer = this.#buffer.subarray(at >= 0 ? at + delimiter.length : end)
      if (piece.length > 0) yield piece
      if (at >= 0) return
      await this.#more()
    }
  }

  async #more(): Promise<void> {
    const next = await this.#pieces.next()
    if (next.done) throw new BrokenForm('the form breaks off')
    this.#buffer =
      this.#buffer.length === 0 ? Buffer.from(next.value) : Buffer.concat([this.#buffer, next.value])
  }
}
