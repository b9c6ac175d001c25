import type { oas31 } from 'zod-openapi'
import { Callbacks } from './docs-callbacks.tsx'
import { Operation } from './docs-operation.tsx'
import { SchemaTable } from './docs-schema.tsx'
import { exampleOrder } from './example-order.ts'
import { type ProblemKind, problemKinds } from './problem.ts'

interface Props {
  document: oas31.OpenAPIObject
  shellExample: string
  nodeExample: string
}

/** English in place: this is reference text for developers, not a page of the shop. */
export function DocsPage({ document, shellExample, nodeExample }: Props) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{document.info.title}</title>
        <link rel="stylesheet" href="/static/kickstand.css" />
      </head>
      <body class="reference">
        <main id="main">
          <h1>{document.info.title}</h1>
          <Start document={document} />
          <Signing shellExample={shellExample} nodeExample={nodeExample} />
          <Operations document={document} />
          <Callbacks document={document} />
          <Order document={document} />
          <Problems />
        </main>
      </body>
    </html>
  )
}

function Start({ document }: { document: oas31.OpenAPIObject }) {
  return (
    <section aria-labelledby="start">
      <h2 id="start">Start</h2>
      <p>
        The shop adds your website as a source and gives you its id and its secret (<code>whsec_…</code>),
        once. You send orders as they are placed, ask what became of them, and read what the shop may offer.
      </p>
      <dl>
        <dt>Base address</dt>
        <dd>
          <code>{document.servers?.[0]?.url}</code>
        </dd>
        <dt>For programs</dt>
        <dd>
          <a href="/api/v1/openapi.json">OpenAPI 3.1</a>
        </dd>
      </dl>
    </section>
  )
}

function Signing({ shellExample, nodeExample }: Omit<Props, 'document'>) {
  return (
    <section aria-labelledby="signing">
      <h2 id="signing">Signing</h2>
      <p>
        Every request is signed as <a href="https://www.standardwebhooks.com">Standard Webhooks</a> are, with
        three headers:
      </p>
      <dl>
        <dt>
          <code>webhook-id</code>
        </dt>
        <dd>
          Unique for each request, at most 256 visible ASCII characters. A POST that you repeat with the same
          id, path and body within 24 hours gets the first answer again; with another path or body it is
          refused (409).
        </dd>
        <dt>
          <code>webhook-timestamp</code>
        </dt>
        <dd>Unix seconds, at most 300 seconds off.</dd>
        <dt>
          <code>webhook-signature</code>
        </dt>
        <dd>
          <code>v1,</code> and the base64 of the HMAC-SHA256 over <code>{'{id}.{timestamp}.{body}'}</code>,
          with the key that the base64 after <code>whsec_</code> holds. Sign the bytes that you send; a GET
          signs an empty body. While a secret is rotated, send several signatures with spaces between.
        </dd>
      </dl>
      <h3>With curl and openssl</h3>
      <pre>
        <code>{shellExample}</code>
      </pre>
      <h3>With Node</h3>
      <pre>
        <code>{nodeExample}</code>
      </pre>
      <h3>An order to try it with</h3>
      <p>Store and amounts are made up: take a store of the shop.</p>
      <pre>
        <code>{JSON.stringify(exampleOrder, null, 2)}</code>
      </pre>
    </section>
  )
}

function Operations({ document }: { document: oas31.OpenAPIObject }) {
  return (
    <section aria-labelledby="requests">
      <h2 id="requests">Requests</h2>
      {Object.entries(document.paths ?? {}).flatMap(([path, item]) =>
        (['post', 'get'] as const).map((method) => {
          const operation = item[method]
          return (
            operation && <Operation method={method} path={path} operation={operation} document={document} />
          )
        }),
      )}
    </section>
  )
}

function Order({ document }: { document: oas31.OpenAPIObject }) {
  const schema = document.components?.schemas?.Order
  return (
    <section aria-labelledby="order">
      <h2 id="order">An order</h2>
      <p>
        Amounts are decimal strings with at most the decimals of the currency. A line's net is{' '}
        <code>quantity × unitPrice − discount</code>; <code>total</code> is the sum of nets, taxes and
        shipping. Where <code>pricesIncludeTax</code> is true, the taxes are within and are not added.
        Optional fields may be absent or null; unknown fields are kept and otherwise ignored.
      </p>
      {schema && <SchemaTable schema={schema} document={document} caption="Fields of an order" />}
    </section>
  )
}

const advice: Record<ProblemKind, string> = {
  'bad-request': 'The body is not JSON in UTF-8, or a field or parameter is wrong: see errors.',
  'not-signed':
    'The source is unknown, a header is missing, the signature is wrong, or the timestamp is more than 300 seconds off. The answer is the same for all of them.',
  'not-found': 'No such order, or it has no status yet. Ask again in a few seconds.',
  'method-not-allowed': 'The Allow header lists what works.',
  'webhook-id-reused':
    'Make a new webhook-id for each request; keep it only when you repeat that very request.',
  'too-large': 'A body may have 5 MB and 500 orders. Send several requests.',
  'too-many':
    'Up to 200 requests a second are always taken. Send several orders in one request, or wait the seconds in Retry-After and send the same request again.',
  'internal-error': 'Tell us the errorId. Sending the same request again is safe.',
  'not-available': 'Nothing is lost. Send the same request again after the seconds in Retry-After.',
}

function Problems() {
  return (
    <section aria-labelledby="errors">
      <h2 id="errors">Errors</h2>
      <p>
        Errors are <code>application/problem+json</code> (RFC 9457): <code>type</code>, <code>title</code>,{' '}
        <code>status</code>, <code>detail</code>, and for wrong fields{' '}
        <code>{'errors: [{ path, message }]'}</code>.
      </p>
      <dl>
        {Object.entries(problemKinds).map(([kind, { status, title }]) => (
          <>
            <dt id={kind}>
              {status} {title}
            </dt>
            <dd>{advice[kind as ProblemKind]}</dd>
          </>
        ))}
      </dl>
    </section>
  )
}
