import { untilAnswered } from './model-shop.ts'

const ANSWER_MS = 15_000

/** What the browser shows after a click. */
export interface Shown {
  status: number
  /** The page's source, its character references as the characters that they stand for. */
  text: string
}

/** A field may come several times. */
export type Fields = Record<string, string> | [string, string][]

export interface Staff {
  see(path: string): Promise<Shown>
  /** Sends an order's form as a browser without JavaScript does and follows where it leads; once, come what may. */
  click(number: string, action: string, fields?: Fields): Promise<Shown>
  /** The same click with the same `actionId`, until the desk takes it. */
  insist(number: string, action: string, fields: Fields): Promise<Shown>
}

/** Somebody at the counter, with a session. */
export async function signIn(
  url: string | (() => string),
  source: string,
  { email, password }: { email: string; password: string },
): Promise<Staff> {
  const send = (path: string, init: RequestInit = {}) =>
    fetch(new URL(path, typeof url === 'string' ? url : url()), {
      redirect: 'manual',
      signal: AbortSignal.timeout(ANSWER_MS),
      ...init,
    })
  const post = (path: string, fields: Fields, headers = {}) =>
    send(path, { method: 'POST', body: new URLSearchParams(fields), headers })

  const entered = await untilAnswered(() => post('/sign-in', { email, password }))
  const cookie = entered.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ')
  if (entered.status !== 303 || !cookie) throw new Error(`Signing in was answered with ${entered.status}`)

  const shown = async (response: Response): Promise<Shown> => ({
    status: response.status,
    text: withoutReferences(await response.text()),
  })
  const see = async (path: string) => shown(await send(path, { headers: { cookie } }))
  const click: Staff['click'] = async (number, action, fields = {}) => {
    const answer = await post(`/orders/${source}/${number}/${action}`, fields, { cookie })
    const next = answer.headers.get('location')
    return next === null ? shown(answer) : see(next)
  }
  return {
    see,
    click,
    insist: (number, action, fields) => untilAnswered(() => click(number, action, fields)),
  }
}

const characters: Record<string, string> = {
  '&#39;': "'",
  '&quot;': '"',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

function withoutReferences(source: string): string {
  return source.replace(/&(#39|quot|lt|gt|amp);/g, (reference) => characters[reference] ?? reference)
}
