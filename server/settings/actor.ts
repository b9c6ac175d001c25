import type { Context } from 'hono'
import type { AppEnv } from '../env.ts'
import type { Actor } from './changes.ts'

/** Whoever is signed in. */
export const actorOf = (c: Context<AppEnv>): Actor => ({ kind: 'person', userId: c.get('user').id })
