import type { Sql } from '../../db/client.ts'

/** What can fail, as `last_errors` names it. */
export const errorSubject = {
  effect: (key: string) => `effect:${key}`,
  happening: (orderId: number, id: string) => `happening:${orderId}:${id}`,
  return: (returnId: number) => `return:${returnId}`,
  /** A source's secret. */
  source: (id: string) => `source:${id}`,
  /** The receipt of a sale in exchange. */
  sale: (number: string) => `sale:${number}`,
}

/**
 * Keeps the id of the last error of something, for whoever looks at what is stuck; the log has the rest. What goes
 * wrong here is nothing beside what is being told, so it does not fail itself.
 */
export async function noteError(sql: Sql, subject: string, errorId: string, error: unknown): Promise<void> {
  try {
    await sql`
      insert into last_errors (subject, error_id, error, at) values (${subject}, ${errorId}, ${kindOf(error)}, now())
      on conflict (subject) do update set error_id = excluded.error_id, error = excluded.error, at = excluded.at`
  } catch {
    // The database is what failed.
  }
}

/** Its name and code, never its text: that may hold what somebody typed. */
export function kindOf(error: unknown): string {
  if (!(error instanceof Error)) return 'Error'
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null
  return [error.name, code].filter(Boolean).join(' ').slice(0, 100)
}
