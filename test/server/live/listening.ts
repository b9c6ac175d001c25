export interface Message {
  id: string
  event: string
  data: string
}

/** Reads a stream as a browser does. */
export function listening(body: ReadableStream<Uint8Array> | null) {
  const messages: Message[] = []
  const waiting = new Set<() => void>()
  let isOver = false
  const wake = () => {
    for (const look of waiting) look()
  }
  void (async () => {
    let text = ''
    const decoder = new TextDecoder()
    for await (const bytes of body ?? []) {
      const parts = (text + decoder.decode(bytes, { stream: true })).split('\n\n')
      text = parts.pop() ?? ''
      messages.push(...parts.filter((part) => !part.startsWith(':')).map(read))
      wake()
    }
    isOver = true
    wake()
  })()

  /** Resolves once it holds; the test's own limit ends it otherwise. */
  async function until(holds: () => boolean): Promise<void> {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        const look = () => {
          waiting.delete(look)
          resolve()
        }
        waiting.add(look)
      })
    }
  }
  return {
    messages,
    ids: () =>
      messages
        .filter(({ event }) => event === 'orders')
        .flatMap(({ data }) => data.split(' '))
        .filter(Boolean),
    event: (name: string) => until(() => messages.some(({ event }) => event === name)),
    until,
    over: () => until(() => isOver),
  }
}

function read(part: string): Message {
  const fields = part.split('\n').map((line) => {
    const colon = line.indexOf(':')
    return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
  })
  return { id: '', event: '', data: '', ...Object.fromEntries(fields) }
}
