import type { Role } from '../domain/status.ts'

/** Who looks at the page. */
export interface Viewer {
  name: string
  role: Role
  hasSample?: boolean
  /** The last check of the books found something. */
  booksDiffer?: boolean
  /** How much is stuck, for those who can mend it. */
  stuck?: number
}
