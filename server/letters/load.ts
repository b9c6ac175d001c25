import type { Sql } from '../../db/client.ts'
import type { MailState, OrderLetters, ShownLetter } from '../../views/order/letters.ts'

const LETTERS_MAX = 50

type Times = 'notBefore' | 'nextTryAt' | 'createdAt' | 'endedAt'
type Row = Omit<ShownLetter, Times> & Record<Times, string | null>

/** What customer and store were written about an order, newest first, and whether letters go out; one statement. */
export async function loadLetters(sql: Sql, orderId: number): Promise<OrderLetters> {
  const [found] = await sql<{ mail: MailState; letters: Row[] }[]>`
    select coalesce((select case when away_since is null then 'ready' else 'away' end from mail_server where id = 1), 'none') as mail,
      (select coalesce(json_agg(l order by id desc), '[]') from (
        select l.id, kind, status, trouble, answer, recipient, subject, body, language, advertising, u.name as who, settler.name as "settledBy",
          template_fault as "templateFault", again_of is not null as "isAgain", not_before as "notBefore",
          next_try_at as "nextTryAt", l.created_at as "createdAt", ended_at as "endedAt"
        from letters l left join users u on u.id = l.user_id left join users settler on settler.id = l.settled_by
        where order_id = ${orderId} order by l.id desc limit ${LETTERS_MAX}
      ) l) as letters`
  const letters = (found?.letters ?? []).map((row) => ({
    ...row,
    notBefore: dateOf(row.notBefore),
    endedAt: dateOf(row.endedAt),
    nextTryAt: new Date(row.nextTryAt ?? 0),
    createdAt: new Date(row.createdAt ?? 0),
  }))
  return { mail: found?.mail ?? 'none', letters }
}

const dateOf = (text: string | null) => (text === null ? null : new Date(text))
