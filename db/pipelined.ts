/**
 * Sends the statements of several parts of one transaction without waiting in between, in the parts' order. Ends when
 * all of them have ended, also where one fails: a part that went on meanwhile would write on the connection after the
 * rollback, outside of any transaction.
 */
export async function pipelined<T extends readonly unknown[]>(
  parts: [...T],
): Promise<{ [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(parts)
  return Promise.all(parts) as Promise<{ [K in keyof T]: Awaited<T[K]> }>
}
