import type { oas31 } from 'zod-openapi'
import { SchemaTable } from './docs-schema.tsx'

/** What the shop tells a website of its own accord. */
export function Callbacks({ document }: { document: oas31.OpenAPIObject }) {
  const schema = document.components?.schemas?.StatusChanged
  return (
    <section aria-labelledby="callbacks">
      <h2 id="callbacks">Callbacks</h2>
      <p>
        Where the shop has set a callback address for your source, each change of an order's status is sent
        there: <code>POST</code>, JSON, signed as your own requests are. Check the signature with your secret
        before you use anything; while a secret is rotated there are several, of which one fits.
      </p>
      <ul>
        <li>Answer with any 2xx within 10 seconds; do the work afterwards. The answer's body is not read.</li>
        <li>
          Anything else (an error, a redirect, silence) is tried again after 5 seconds, 1, 5 and 30 minutes, 2
          hours, then every 6 hours, for three days. <code>Retry-After</code> is heeded up to 6 hours;{' '}
          <code>410</code> ends it.
        </li>
        <li>
          The same message has the same <code>webhook-id</code> on every try. You may get it twice: keep the
          ids that you have worked on.
        </li>
        <li>
          Of one order the next comes only after the one before was taken or given up. One that staff send
          again later may be older than what you know: compare <code>data.version</code>.
        </li>
        <li>
          What staff decide reaches you when they can no longer undo it: 15 seconds later, unless the shop has
          set another time. A step that they take back until then is not told at all. Asking for an order
          tells how it stands at once.
        </li>
        <li>
          <code>data</code> is the order as it stood when its status changed. What it is now, asking tells.
        </li>
      </ul>
      {schema && <SchemaTable schema={schema} document={document} caption="Fields of a callback" />}
    </section>
  )
}
