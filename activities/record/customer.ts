import type { Tx } from '../../db/client.ts'
import { pipelined } from '../../db/pipelined.ts'
import type { Change } from '../../domain/order.ts'
import type { Address, WebOrder } from '../../domain/web-order.ts'
import { phoneKey } from '../../intake/phone.ts'

/**
 * Links the web customer to ours. The website never overwrites what the shop knows, but for the shipping address,
 * which follows the order, and an opt-in (contract §3).
 */
export async function linkCustomer(
  tx: Tx,
  source: string,
  web: WebOrder,
  { customerId, create, remember }: NonNullable<Change['link']>,
): Promise<void> {
  const { externalId, email, marketingOptIn } = web.customer
  const links = [
    { kind: 'external_id', value: externalId?.trim() },
    { kind: 'email', value: email?.trim().toLowerCase() },
  ].filter(({ value }) => value)
  await pipelined([
    create && createCustomer(tx, customerId, web),
    remember &&
      links.length > 0 &&
      tx`
        insert into customer_links (source, kind, value, customer_id)
        select ${source}, kind, value, ${customerId}
        from unnest(${links.map(({ kind }) => kind)}::text[], ${links.map(({ value }) => value ?? '')}::text[])
          as link (kind, value)
        on conflict do nothing`,
    marketingOptIn &&
      tx`
        update customers set include_in_communications = true, updated_at = now()
        where id = ${customerId} and not include_in_communications`,
    web.shippingAddress && followAddress(tx, customerId, web.shippingAddress),
  ])
}

function createCustomer(tx: Tx, id: string, { customer, billingAddress, shippingAddress }: WebOrder) {
  const address = billingAddress ?? shippingAddress
  return tx`
    insert into customers ${tx({
      id,
      firstName: customer.firstName ?? '',
      lastName: customer.lastName ?? '',
      email: customer.email,
      phone: customer.phone,
      phoneKey: phoneKey(customer.phone, address?.country ?? null),
      street: address?.street ?? null,
      city: address?.city ?? null,
      postalCode: address?.postalCode ?? null,
      country: address?.country ?? null,
    })}`
}

/** A new current address where it differs from the one before; the former one is kept. */
async function followAddress(tx: Tx, customerId: string, address: Address): Promise<void> {
  const { name, street, city, region, postalCode, country } = address
  await tx`select from customers where id = ${customerId} for update`
  const same = await tx`
    select from addresses
    where customer_id = ${customerId} and current
      and (name, street, city, region, postal_code, country)
        is not distinct from (${name}::text, ${street}::text, ${city}::text, ${region}::text, ${postalCode}::text, ${country}::text)`
  if (same.length > 0) return
  await tx`update addresses set current = false where customer_id = ${customerId} and current`
  await tx`insert into addresses ${tx({ customerId, name, street, city, region, postalCode, country })}`
}
