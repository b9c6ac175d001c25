import type { oas31 } from 'zod-openapi'
import { resolved, SchemaTable } from './docs-schema.tsx'
import { type ProblemKind, problemKinds } from './problem.ts'

interface Props {
  method: string
  path: string
  operation: oas31.OperationObject
  document: oas31.OpenAPIObject
}

export function Operation({ method, path, operation, document }: Props) {
  return (
    <article>
      <h3 id={operation.operationId}>{operation.summary}</h3>
      <p>
        <code>
          {method.toUpperCase()} {path}
        </code>
      </p>
      {operation.description && <p>{operation.description}</p>}
      <Parameters operation={operation} document={document} />
      {answersOf(operation).map(({ status, description, schema }) => (
        <>
          <h4>
            {status} {description}
          </h4>
          {schema && <SchemaTable schema={schema} document={document} caption="Fields of the answer" />}
        </>
      ))}
      <p>
        Errors:{' '}
        {problemsOf(operation).map((kind, index) => (
          <>
            {index > 0 && ', '}
            <a href={`#${kind}`}>{problemKinds[kind].status}</a>
          </>
        ))}
      </p>
    </article>
  )
}

function Parameters({ operation, document }: Pick<Props, 'operation' | 'document'>) {
  const parameters = (operation.parameters ?? []).filter((one) => !('$ref' in one)) as oas31.ParameterObject[]
  const properties = Object.fromEntries(
    parameters
      .filter((one) => one.in === 'query')
      .map(({ name, schema, description }) => [name, { ...resolved(schema ?? {}, document), description }]),
  )
  if (Object.keys(properties).length === 0) return null
  return <SchemaTable schema={{ properties }} document={document} caption="Parameters of the query" />
}

function answersOf({ responses }: oas31.OperationObject) {
  return Object.entries(responses ?? {}).flatMap(([status, response]) => {
    if ('$ref' in response || !('description' in response) || Number(status) >= 400) return []
    const { description, content } = response
    return [{ status, description, schema: content?.['application/json']?.schema }]
  })
}

function problemsOf({ responses }: oas31.OperationObject): ProblemKind[] {
  const kinds = Object.keys(problemKinds) as ProblemKind[]
  return kinds.filter((kind) => String(problemKinds[kind].status) in (responses ?? {}))
}
