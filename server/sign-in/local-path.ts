const HERE = 'http://here'

/** A place on this desk and nowhere else: a link must not lead people on to another site. */
export function localPath(next: string | undefined): string | undefined {
  if (!next?.startsWith('/') || !URL.canParse(next, HERE)) return undefined
  const url = new URL(next, HERE)
  // "/.//elsewhere.example" is a path of ours that is written as another site.
  return url.origin === HERE && !url.pathname.startsWith('//') ? url.pathname + url.search : undefined
}
