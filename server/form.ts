import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'

export type FormFields = Record<string, string[]>

/**
 * Every field as the list of what was sent for it; files are nothing that a form here has.
 * @throws HTTPException 400 where the body is no form
 */
export async function readForm(c: Context): Promise<FormFields> {
  const body = await parsed(c)
  const fields = Object.entries(body).map(([name, value]) => {
    const values = [value].flat()
    return [name, values.filter((each): each is string => typeof each === 'string')] as const
  })
  return Object.fromEntries(fields)
}

async function parsed(c: Context) {
  try {
    return await c.req.parseBody({ all: true })
  } catch (error) {
    if (error instanceof TypeError) throw new HTTPException(400, { cause: error })
    throw error
  }
}

/** A field that is sent once; '' where it is not. */
export function textOf(fields: FormFields, name: string): string {
  const values = Object.hasOwn(fields, name) ? fields[name] : undefined
  return values?.[0] ?? ''
}
