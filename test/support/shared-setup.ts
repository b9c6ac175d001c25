interface Shared {
  opening: Promise<unknown>
  users: number
}

const holder: { kickstandSetups?: Map<string, Shared> } = globalThis as object
holder.kickstandSetups ??= new Map()
const setups = holder.kickstandSetups

/**
 * What is set up once for all projects of a run, which live in one process but load their modules apart; the last to
 * end closes it.
 */
export function sharedSetup<T>(name: string, open: () => Promise<T>, close: (opened: T) => Promise<void>) {
  return async (): Promise<{ opened: T; end: () => Promise<void> }> => {
    const ours = setups.get(name) ?? { opening: open(), users: 0 }
    setups.set(name, ours)
    ours.users += 1
    const opened = (await ours.opening) as T
    const end = async () => {
      ours.users -= 1
      if (ours.users > 0) return
      setups.delete(name)
      await close(opened)
    }
    return { opened, end }
  }
}
