import { DateTime } from 'luxon'

const SUPPLIER_ZONE = 'America/New_York'
const SATURDAY = 6

/**
 * When an order that the supplier shipped becomes workable: 02:30 US Eastern on the next business day
 * (Monday to Friday) after the shipment (DOMAIN §6, after Trek).
 */
export function supplierAvailableAt(shippedAt: Date): Date {
  let day = DateTime.fromJSDate(shippedAt, { zone: SUPPLIER_ZONE }).startOf('day').plus({ days: 1 })
  while (day.weekday >= SATURDAY) day = day.plus({ days: 1 })
  return day.set({ hour: 2, minute: 30 }).toJSDate()
}
