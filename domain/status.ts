/** Every status an order can show, in the order of its life (contract §4). */
export const statuses = [
  'customer_id_required',
  'product_match_failed',
  'sale_processing_failed',
  'new',
  'in_process',
  'ready_for_pickup',
  'shipped',
  'completed',
  'rejected',
  'archived',
] as const

export type Status = (typeof statuses)[number]

/** No sale could be made yet; somebody at the desk has to help. */
export const problemStatuses = [
  'customer_id_required',
  'product_match_failed',
  'sale_processing_failed',
] as const

/** Somebody has to help, or to say yes or no. */
export const neededStatuses = [...problemStatuses, 'new'] as const

/** These leave the queue by themselves; search still finds them. */
export const closedStatuses = ['completed', 'rejected', 'archived'] as const

export const openStatuses = statuses.filter((status) => !isClosed(status))

export function isClosed(status: Status): boolean {
  return (closedStatuses as readonly Status[]).includes(status)
}

export function isProblem(status: Status): boolean {
  return (problemStatuses as readonly Status[]).includes(status)
}

/** The sale exists from `new` on; a rejected one had its lines taken off. */
export const saleStatuses = ['new', 'in_process', 'ready_for_pickup', 'shipped', 'completed'] as const

export const fulfilments = ['pickup', 'reserve', 'delivery', 'supplier'] as const
export type Fulfilment = (typeof fulfilments)[number]

export const roles = ['staff', 'manager', 'owner'] as const
export type Role = (typeof roles)[number]

/** Of whom an owner can ask a second factor; the orders ask it of nobody. */
export const secondFactorRoles = ['manager', 'owner'] as const satisfies Role[]
export type SecondFactorRole = (typeof secondFactorRoles)[number]
