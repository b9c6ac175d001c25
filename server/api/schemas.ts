import { z } from 'zod'
import type { Problem } from '../../domain/order.ts'
import type { OrderJson } from '../../domain/order-object.ts'
import { fulfilments, statuses } from '../../domain/status.ts'
import type { OrderList } from './list-orders.ts'
import type { ReceivedOrders } from './receive-orders.ts'

/** What the API answers; `satisfies` holds each schema to the type that the handlers make. */
const at = z.iso.datetime()

export const fieldError = z
  .object({ path: z.string().describe('As "lines[0].quantity".'), message: z.string() })
  .meta({ id: 'FieldError' })

export const problemSchema = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(0),
    detail: z.string(),
    errors: z.array(fieldError).optional(),
    errorId: z.string().optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' })

export const receivedSchema = z
  .object({
    accepted: z.array(z.object({ number: z.string(), duplicate: z.boolean() })),
    refused: z.array(
      z.object({ index: z.int().min(0), number: z.string().nullable(), errors: z.array(fieldError).max(50) }),
    ),
  })
  .meta({ id: 'ReceivedOrders' }) satisfies z.ZodType<ReceivedOrders>

const matchedBy = z.enum(['gtin', 'mpn', 'sku', 'hand', 'gift_card']).nullable()

const lineSchema = z.object({
  id: z.string(),
  sku: z.string().nullable().describe("The matched product's SKU in the shop's catalogue."),
  matchedBy: matchedBy.describe('What found the product.'),
  quantity: z.int().min(0),
  allocated: z.int().min(0).describe('How many of them the shop has set aside or deducted.'),
})

const problemCode = z.enum([
  'unreadable',
  'customer_not_identified',
  'product_not_matched',
  'short',
  'cancellation_asked',
  'content_differs',
  'receipt_failed',
  'answer_missed',
  'hold_ended',
  'promise_missed',
] satisfies Problem['code'][])

export const orderStatusSchema = z
  .object({
    number: z.string(),
    status: z.enum(statuses),
    version: z.int().min(0).describe('Counts what staff, the customer or a deadline changed.'),
    placedAt: at.nullable(),
    storeCode: z.string().nullable().describe('Where it is worked.'),
    fulfilment: z.enum(fulfilments).nullable(),
    customerId: z.string().nullable().describe("The shop's own customer; null until known."),
    lines: z.array(lineSchema),
    saleNumber: z.string().nullable(),
    respondBy: at
      .nullable()
      .describe('By when the shop must accept or reject; null: answered, or no clock is set.'),
    holdUntil: at
      .nullable()
      .describe('Until when the goods are held; null unless they are ready for pickup.'),
    shortage: z.boolean().describe('Some of it is owed: the stock was short.'),
    problems: z.array(z.object({ code: problemCode, message: z.string() })),
    updatedAt: at,
  })
  .meta({ id: 'OrderStatus' }) satisfies z.ZodType<OrderJson>

export const orderListSchema = z
  .object({
    orders: z.array(orderStatusSchema),
    nextCursor: z.string().nullable().describe('Null: these were the last for now.'),
  })
  .meta({ id: 'OrderList' }) satisfies z.ZodType<OrderList>

const amount = z
  .string()
  .nullable()
  .meta({ examples: ['40.49'] })
const day = z.iso.date().nullable()

const inventoryItem = z.object({
  sku: z.string(),
  gtin: z.string().nullable(),
  mpn: z.string().nullable(),
  name: z.string(),
  description: z.string().nullable(),
  brand: z.string().nullable(),
  category: z.string().nullable(),
  quantity: z.int().min(0).describe('On hand and not promised.'),
  price: amount,
  salePrice: amount,
  saleFrom: day,
  saleTo: day,
  storeCode: z.string(),
  updatedAt: at,
})

export const inventorySchema = z
  .object({ items: z.array(inventoryItem), nextCursor: z.string().nullable() })
  .meta({ id: 'Inventory', description: 'One entry a product and store.' })

export const cancellationAccepted = z.object({ accepted: z.literal(true) })
