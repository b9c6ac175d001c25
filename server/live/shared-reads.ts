const KEPT_MS = 1_000
const KEYS_MAX = 200

/**
 * Pages that hear of one change ask at once for the same: it is read once. A read is shared for as long as nothing
 * else was heard of, and for a second at most, since ages grow.
 */
export class SharedReads<T> {
  readonly #reads = new Map<string, Promise<T>>()

  /** @param key what is asked for and up to where the asker's process has heard */
  get(key: string, read: () => Promise<T>): Promise<T> {
    const known = this.#reads.get(key)
    if (known) return known
    const reading = read()
    if (this.#reads.size >= KEYS_MAX) return reading
    this.#reads.set(key, reading)
    const forget = () => this.#reads.delete(key)
    reading.catch(forget)
    setTimeout(forget, KEPT_MS).unref()
    return reading
  }
}
