export const importKinds = ['products', 'customers', 'orders'] as const
export type ImportKind = (typeof importKinds)[number]

/**
 * uploading → checking → ready → running → done; a file that can't be used has failed. Whoever looks at a ready one may
 * discard it, whoever looks at one under way may stop it.
 */
export const importStates = [
  'uploading',
  'checking',
  'ready',
  'running',
  'done',
  'failed',
  'stopped',
  'discarded',
] as const
export type ImportState = (typeof importStates)[number]

/** A process is at work; of each kind there is one such import at a time. */
export const workingStates = ['uploading', 'checking', 'running'] as const

export const isWorking = (state: ImportState) => (workingStates as readonly ImportState[]).includes(state)

/** A product needs no source; a customer's or an order's number means something at its source alone. */
export const needsSource = (kind: ImportKind) => kind !== 'products'
