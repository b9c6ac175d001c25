import type { oas31 } from 'zod-openapi'
import { resolved, SchemaTable } from './docs-schema.tsx'

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
      <dl>
        {Object.entries(operation.responses ?? {}).map(([status, response]) => (
          <Answer status={status} response={response} document={document} />
        ))}
      </dl>
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

interface AnswerProps {
  status: string
  response: oas31.ResponseObject | oas31.ReferenceObject
  document: oas31.OpenAPIObject
}

function Answer({ status, response, document }: AnswerProps) {
  if ('$ref' in response || !('description' in response)) return null
  const schema = response.content?.['application/json']?.schema
  return (
    <>
      <dt>
        {status} {response.description}
      </dt>
      <dd>{schema && <SchemaTable schema={schema} document={document} caption="Fields of the answer" />}</dd>
    </>
  )
}
