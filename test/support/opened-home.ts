import { execFileSync } from 'node:child_process'
import { inject } from 'vitest'
import { temporaryHome } from '../runtime/running-program.ts'

/**
 * A home of its own in which the shop's servers ran once before: `initdb`, the migrations and the engine's own schema
 * take longer than all else of a start. For `*.program.test.ts` and `*.browser.test.ts` that are not about a first one.
 */
export function openedHome(): string {
  const home = temporaryHome()
  execFileSync('cp', ['-a', `${inject('openedHome')}/.`, home])
  return home
}
