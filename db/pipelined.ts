/**
 * Sends the statements of several parts of one transaction without waiting in between, in the parts' order; but a bare
 * statement after the first ones of async functions, since it is begun only here: what has to be first, a lock say, is
 * awaited by itself. Ends when all of them have ended, also where one fails: a part that went on meanwhile would write
 * on the connection after the rollback, outside of any transaction.
 */
export async function pipelined<T extends readonly unknown[]>(
  parts: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(parts)
  return Promise.all(parts) as Promise<{ [K in keyof T]: Awaited<T[K]> }>
}
