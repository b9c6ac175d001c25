import type { Role } from './status.ts'

const everybody = ['staff', 'manager', 'owner'] as const
const managers = ['manager', 'owner'] as const
const owners = ['owner'] as const

/** Who may do what (contract §4). The routes and the pages ask this table; what is not in it has no page. */
const allowed = {
  workOrders: everybody,
  keepOwnAccount: everybody,
  /** What was closed and can no longer be undone. */
  reopenOrders: managers,
  /** Another amount for goods that came back than they were sold for. */
  changeRefunds: managers,
  /** Money that the provider could not give back was given back otherwise. */
  giveBackOtherwise: managers,
  /** Defective goods: written off, or sellable after all. */
  clearBin: managers,
  /** Cards that were sold by mistake. */
  voidGiftCards: managers,
  /** Of an order's lines, with the customer's word. */
  changePrices: managers,
  /** Files of products change prices and stock counts. */
  importFiles: managers,
  /** What was taken and given back in a day, and what of it waits for somebody. */
  seeMoney: managers,
  /** What the program could not do by itself: try it now, give it up, call it done. */
  mendStuck: managers,
  manageUsers: owners,
  manageSources: owners,
  manageStores: owners,
  /** Accounts at payment providers. */
  managePayments: owners,
  /** The mail server, and the words of letters. */
  manageMail: owners,
  seeChanges: owners,
  /** Whether orders, stock, money, papers and workflows agree. */
  checkBooks: owners,
  /** A customer's personal data, for good. */
  erasePeople: owners,
  removeSample: owners,
} as const satisfies Record<string, readonly Role[]>

export type Task = keyof typeof allowed

export const whoMay = (task: Task): readonly Role[] => allowed[task]

export const may = (role: Role, task: Task): boolean => whoMay(task).includes(role)
