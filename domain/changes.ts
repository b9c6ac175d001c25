import { isSame } from './canonical.ts'

/** What of the shop's set-up somebody can change; each change is kept for good (`setting_changes`). */
export const changeSubjects = [
  'user',
  'source',
  'store',
  'setting',
  'payment_account',
  'customer',
  'order',
  'export',
] as const
export type ChangeSubject = (typeof changeSubjects)[number]

/** Who makes a change; nobody is whoever fails to sign in. */
export const actorKinds = ['person', 'command', 'nobody'] as const
export type ActorKind = (typeof actorKinds)[number]

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
  'erased',
  'exported',
  'signed_in',
  'sign_in_failed',
  'second_factor_on',
  'second_factor_off',
  'key_rotated',
] as const
export type ChangeAction = (typeof changeActions)[number]

type Settings = Record<string, unknown>

/** Of two versions only what differs; null: nothing does. */
export function differences(before: Settings, after: Settings): { before: Settings; after: Settings } | null {
  const names = Object.keys(after).filter((name) => !isSame(before[name], after[name]))
  if (names.length === 0) return null
  const only = (all: Settings) => Object.fromEntries(names.map((name) => [name, all[name] ?? null]))
  return { before: only(before), after: only(after) }
}
