import type { Key } from '../views/words.ts'

/** What a page says of the action that its address names (`?done=`); null where it names none that the page knows. */
export function saidOf(dones: Record<string, Key>, done: string | undefined): Key | null {
  return done !== undefined && Object.hasOwn(dones, done) ? (dones[done] ?? null) : null
}
