import { JSON_LEVELS_MAX, nestsDeeper } from '../../intake/element-texts.ts'

export type JsonBody = { ok: true; text: string; value: unknown } | { ok: false; message: string }

/** The text and value of a body that must be JSON in UTF-8; a byte order mark is let through. */
export function readJson(body: Uint8Array): JsonBody {
  const text = decode(body)
  if (text === null) return { ok: false, message: 'The body is not UTF-8.' }
  if (nestsDeeper(text, JSON_LEVELS_MAX)) return { ok: false, message: 'The body is nested too deep.' }
  try {
    return { ok: true, text, value: JSON.parse(text) }
  } catch (error) {
    if (error instanceof SyntaxError) return { ok: false, message: 'The body is not JSON.' }
    throw error
  }
}

const utf8 = new TextDecoder('utf-8', { fatal: true })

function decode(body: Uint8Array): string | null {
  try {
    return utf8.decode(body)
  } catch (error) {
    if (error instanceof TypeError) return null
    throw error
  }
}
