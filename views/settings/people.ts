import type { Role } from '../../domain/status.ts'

export interface PersonListed {
  id: string
  name: string
  email: string
  role: Role
  lastSeenAt: Date | null
  deactivatedAt: Date | null
  /** When they asked for help with a lost password. */
  askedAt: Date | null
  hasPassword: boolean
  /** Signs in with a code, too. */
  hasSecondFactor: boolean
}

export interface PersonShown extends PersonListed {
  /** Devices that are signed in. */
  sessions: number
}

export type PersonState = 'active' | 'invited' | 'inactive'

export function stateOf({ deactivatedAt, hasPassword }: PersonListed): PersonState {
  if (deactivatedAt) return 'inactive'
  return hasPassword ? 'active' : 'invited'
}
