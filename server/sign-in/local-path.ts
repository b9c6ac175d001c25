const HERE = 'http://here'

/** A place on this desk and nowhere else: a link must not lead people on to another site. */
export function localPath(next: string | undefined): string | undefined {
  if (!next?.startsWith('/') || !URL.canParse(next, HERE)) return undefined
  const url = new URL(next, HERE)
  return url.origin === HERE ? url.pathname + url.search : undefined
}
