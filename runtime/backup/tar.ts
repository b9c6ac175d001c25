/**
 * The part of the tar format (POSIX ustar) that a backup needs: plain files one after the other, each small enough to
 * be held in memory. The libraries for it either take a whole archive into memory or bring a file system along.
 */
const BLOCK = 512
const SIZE_MAX = 64 * 1024 * 1024

export interface TarFile {
  name: string
  body: Buffer
}

const octal = (value: number, length: number) => `${value.toString(8).padStart(length - 1, '0')}\0`
const padding = (size: number) => (BLOCK - (size % BLOCK)) % BLOCK

/** One file of an archive, with its header, filled up to whole blocks. */
export function tarFile({ name, body }: TarFile, at: Date): Buffer {
  if (Buffer.byteLength(name) > 100 || body.length > SIZE_MAX)
    throw new Error(`${name} does not fit a backup`)
  const header = Buffer.alloc(BLOCK)
  header.write(name, 0)
  header.write(octal(0o600, 8), 100)
  header.write(octal(0, 8), 108)
  header.write(octal(0, 8), 116)
  header.write(octal(body.length, 12), 124)
  header.write(octal(Math.floor(at.getTime() / 1_000), 12), 136)
  header.write('0', 156)
  header.write('ustar\x0000', 257)
  header.write(octal(checksum(header), 7), 148)
  header.write(' ', 155)
  return Buffer.concat([header, body, Buffer.alloc(padding(body.length))])
}

/** What ends an archive. */
export const tarEnd = () => Buffer.alloc(2 * BLOCK)

/** The sum of the header's bytes, those of the sum itself taken as spaces. */
function checksum(header: Buffer): number {
  let sum = 0
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 0x20 : byte
  return sum
}

/** Reads the files of an archive, one at a time. @throws where it is cut short or no archive */
export async function* readTar(bytes: AsyncIterable<Buffer>): AsyncGenerator<TarFile> {
  const reader = new Blocks(bytes)
  for (;;) {
    const header = await reader.take(BLOCK)
    if (header.every((byte) => byte === 0)) return
    const size = Number.parseInt(textAt(header, 124, 12), 8)
    const isSound = Number.parseInt(textAt(header, 148, 8), 8) === checksum(header)
    if (!isSound || !(size >= 0 && size <= SIZE_MAX)) throw new NotWhole('it is no backup, or damaged')
    const body = await reader.take(size)
    await reader.take(padding(size))
    yield { name: textAt(header, 0, 100), body }
  }
}

/** Said of an archive that can't be read to its end. */
export class NotWhole extends Error {}

function textAt(header: Buffer, start: number, length: number): string {
  const bytes = header.subarray(start, start + length)
  const end = bytes.indexOf(0)
  return bytes
    .subarray(0, end === -1 ? length : end)
    .toString()
    .trim()
}

class Blocks {
  private readonly parts: AsyncIterator<Buffer>
  private rest: Buffer[] = []
  private held = 0

  constructor(bytes: AsyncIterable<Buffer>) {
    this.parts = bytes[Symbol.asyncIterator]()
  }

  async take(size: number): Promise<Buffer> {
    while (this.held < size) {
      const next = await this.parts.next()
      if (next.done) throw new NotWhole('it ends too soon')
      this.rest.push(next.value)
      this.held += next.value.length
    }
    const all = Buffer.concat(this.rest)
    this.rest = [all.subarray(size)]
    this.held = all.length - size
    return all.subarray(0, size)
  }
}
