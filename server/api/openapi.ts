import { z } from 'zod'
import { createDocument, type oas31, type ZodOpenApiOperationObject } from 'zod-openapi'
import { STATUS_CHANGED } from '../../domain/callbacks.ts'
import { wholeOrderSchema } from '../../intake/web-order-schema.ts'
import { cancellationSchema } from './cancellation.ts'
import { type ProblemKind, problemKinds } from './problem.ts'
import { inventoryQuery, listQuery } from './query.ts'
import { ORDERS_MAX } from './receive-orders.ts'
import {
  cancellationAccepted,
  inventorySchema,
  orderListSchema,
  orderStatusSchema,
  problemSchema,
  receivedSchema,
} from './schemas.ts'

const order = wholeOrderSchema().meta({
  id: 'Order',
  description: 'Unknown fields are kept and otherwise ignored.',
})
const source = z.string().describe('The id that the shop gave to your website.')
const number = z
  .string()
  .regex(/^[A-Za-z0-9._-]{1,64}$/)
  .describe("The order's number.")
const json = (schema: z.ZodType) => ({ content: { 'application/json': { schema } } })

function problems(...kinds: ProblemKind[]) {
  const always = ['not-signed', 'too-many', 'internal-error', 'not-available'] as const
  return Object.fromEntries(
    [...kinds, ...always].map((kind) => [
      String(problemKinds[kind].status),
      {
        description: problemKinds[kind].title,
        content: { 'application/problem+json': { schema: problemSchema } },
      },
    ]),
  )
}

const sendOrders: ZodOpenApiOperationObject = {
  operationId: 'sendOrders',
  summary: 'Send orders',
  description:
    'One order, or an array of at most 500. Each stands alone: a bad one never holds back a good one. The same ' +
    'number again is a duplicate and changes nothing. Accepted means on disk.',
  requestParams: { path: z.object({ source }) },
  requestBody: { required: true, ...json(z.union([order, z.array(order).max(ORDERS_MAX)])) },
  responses: {
    '202': { description: 'What was accepted and what was refused, and why', ...json(receivedSchema) },
    ...problems('bad-request', 'webhook-id-reused', 'too-large'),
  },
}

const listOrders: ZodOpenApiOperationObject = {
  operationId: 'listOrders',
  summary: 'List orders in the order of change',
  description:
    'Follow nextCursor until it is null. Keep the last cursor that was not null and ask with it again later: no ' +
    'change is ever skipped, and an order that changed since comes once more.',
  requestParams: { path: z.object({ source }), query: listQuery },
  responses: { '200': { description: 'The orders', ...json(orderListSchema) }, ...problems('bad-request') },
}

const readOrder: ZodOpenApiOperationObject = {
  operationId: 'readOrder',
  summary: 'What became of an order',
  requestParams: { path: z.object({ source, number }) },
  responses: {
    '200': { description: 'The order', ...json(orderStatusSchema) },
    ...problems('not-found'),
  },
}

const cancelOrder: ZodOpenApiOperationObject = {
  operationId: 'cancelOrder',
  summary: 'The customer cancelled at the website',
  description:
    'Also before the order itself has arrived. Early enough the order is rejected with the reason customer_request; ' +
    'later, staff decide.',
  requestParams: { path: z.object({ source, number }) },
  requestBody: { required: false, ...json(cancellationSchema) },
  responses: {
    '202': { description: 'Kept', ...json(cancellationAccepted) },
    ...problems('bad-request', 'webhook-id-reused', 'too-large'),
  },
}

const readInventory: ZodOpenApiOperationObject = {
  operationId: 'readInventory',
  summary: 'What the shop may offer',
  description:
    'Without limit: everything. As CSV (Accept: text/csv) the next page stands in the Link header.',
  requestParams: { path: z.object({ source }), query: inventoryQuery },
  responses: {
    '200': {
      description: 'One entry a product and store',
      content: {
        'application/json': { schema: inventorySchema },
        'text/csv': { schema: z.string() },
      },
    },
    ...problems('bad-request'),
  },
}

/** By hand: what a request carries is described with `OrderStatus` as an answer has it, and not once more. */
const statusChangedSchema: oas31.SchemaObject = {
  type: 'object',
  required: ['type', 'timestamp', 'data'],
  properties: {
    type: { type: 'string', const: STATUS_CHANGED },
    timestamp: {
      type: 'string',
      format: 'date-time',
      description: 'When the status changed; the same on every try.',
    },
    data: { $ref: '#/components/schemas/OrderStatus' },
  },
}

const statusChanged: ZodOpenApiOperationObject = {
  operationId: 'orderStatusChanged',
  summary: 'An order’s status changed',
  description:
    'Sent to the callback address of your source, signed as your own requests are. Answer with any 2xx within 10 s. ' +
    'Anything else is tried again with growing pauses for three days, with the same webhook-id; 410 ends it. Of one ' +
    'order, the next comes only after the one before.',
  requestBody: {
    required: true,
    content: { 'application/json': { schema: { $ref: '#/components/schemas/StatusChanged' } } },
  },
  responses: { '2XX': { description: 'Taken' } },
}

const signatureHeaders = {
  webhookId: { type: 'apiKey', in: 'header', name: 'webhook-id', description: 'Unique for each request.' },
  webhookTimestamp: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-timestamp',
    description: 'Unix seconds, at most 300 s off.',
  },
  webhookSignature: {
    type: 'apiKey',
    in: 'header',
    name: 'webhook-signature',
    description: 'v1, and base64 of HMAC-SHA256 over {id}.{timestamp}.{body}; several with spaces between.',
  },
} as const

/** OpenAPI 3.1 from the very schemas that read the requests. */
export function openApiDocument(publicUrl: string): oas31.OpenAPIObject {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Kickstand Integrator API',
      version: '1',
      description: `Requests are signed as Standard Webhooks are. How, with examples that run: ${publicUrl}/api/docs`,
    },
    servers: [{ url: `${publicUrl}/api/v1` }],
    security: [{ webhookId: [], webhookTimestamp: [], webhookSignature: [] }],
    paths: {
      '/sources/{source}/orders': { post: sendOrders, get: listOrders },
      '/sources/{source}/orders/{number}': { get: readOrder },
      '/sources/{source}/orders/{number}/cancellation': { post: cancelOrder },
      '/sources/{source}/inventory': { get: readInventory },
    },
    webhooks: { [STATUS_CHANGED]: { post: statusChanged } },
    components: { securitySchemes: signatureHeaders, schemas: { StatusChanged: statusChangedSchema } },
  })
}
