import { phoneKey } from '../phone.ts'
import { Cells, type ReadRow } from './cells.ts'
import type { CsvRow } from './csv-file.ts'

/** A customer as the file has it; the names are those of the table's columns. */
export interface CustomerRow {
  id: string
  first_name: string
  last_name: string
  email: string | null
  phone: string | null
  phone_key: string | null
  street: string | null
  city: string | null
  postal_code: string | null
  country: string | null
}

export interface CustomerInFile {
  customer: CustomerRow
  /** The customer's id at the source. */
  webShopId: string | null
}

export const customerColumns = [
  'id',
  'first_name',
  'last_name',
  'email',
  'phone',
  'street',
  'city',
  'postal_code',
  'country',
] as const satisfies readonly (keyof CustomerRow)[]
export type CustomerColumn = (typeof customerColumns)[number]

const ID_MAX = 200
const TEXT_MAX = 500

/** A phone number that can't be read is kept as it is. */
export function readCustomer(source: CsvRow): ReadRow<CustomerInFile> {
  const cells = new Cells(source)
  const phone = cells.text('phone', TEXT_MAX)
  const country = cells.text('country', TEXT_MAX)
  const customer: CustomerRow = {
    id: cells.required('id', ID_MAX),
    first_name: cells.text('first_name', TEXT_MAX) ?? '',
    last_name: cells.text('last_name', TEXT_MAX) ?? '',
    email: cells.text('email', TEXT_MAX),
    phone,
    phone_key: phoneKey(phone, country),
    street: cells.text('street', TEXT_MAX),
    city: cells.text('city', TEXT_MAX),
    postal_code: cells.text('postal_code', TEXT_MAX),
    country,
  }
  const webShopId = cells.text('web_shop_id', ID_MAX)
  return cells.read({ customer, webShopId })
}
