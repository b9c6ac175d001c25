/** A field of a form as text; a file, or a field sent several times, is none. */
export function formText(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
