export { order } from './order.ts'
export { returnCase } from './return-case.ts'
export { upkeep } from './upkeep.ts'
