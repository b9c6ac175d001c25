/** What of the shop's set-up somebody can change; each change is kept for good (`setting_changes`). */
export const changeSubjects = ['user', 'source', 'store', 'setting', 'payment_account'] as const
export type ChangeSubject = (typeof changeSubjects)[number]

export const changeActions = [
  'added',
  'changed',
  'deactivated',
  'reactivated',
  'link_made',
  'password_changed',
  'sessions_ended',
  'secret_rotated',
  'secret_revoked',
] as const
export type ChangeAction = (typeof changeActions)[number]

type Settings = Record<string, unknown>

/** The database gives the keys of an object in an order of its own. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  )

const isSame = (a: unknown, b: unknown) => canonical(a) === canonical(b)

/** Of two versions only what differs; null: nothing does. */
export function differences(before: Settings, after: Settings): { before: Settings; after: Settings } | null {
  const names = Object.keys(after).filter((name) => !isSame(before[name], after[name]))
  if (names.length === 0) return null
  const only = (all: Settings) => Object.fromEntries(names.map((name) => [name, all[name] ?? null]))
  return { before: only(before), after: only(after) }
}
