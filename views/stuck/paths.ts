import type { StuckDeed } from '../../domain/stuck.ts'

export const stuckPaths = {
  /** @param done what was just done, which the page says */
  stuck: (done?: StuckDeed) => (done === undefined ? '/stuck' : `/stuck?done=${done}`),
  stuckDeed: (deed: StuckDeed) => `/stuck/${deed.replace('_', '-')}`,
}
