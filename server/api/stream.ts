const CHUNK_CHARACTERS = 64 * 1024

/** An error in the middle breaks the connection off: half a list must not look like a whole one. */
export function streamOf(parts: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      let chunk = ''
      while (chunk.length < CHUNK_CHARACTERS) {
        const part = await parts.next()
        if (part.done) {
          controller.enqueue(encoder.encode(chunk))
          controller.close()
          return
        }
        chunk += part.value
      }
      controller.enqueue(encoder.encode(chunk))
    },
    async cancel() {
      await parts.return(undefined)
    },
  })
}
