import type { oas31 } from 'zod-openapi'

type Schema = oas31.SchemaObject | oas31.ReferenceObject
interface Field {
  path: string
  schema: oas31.SchemaObject
  isRequired: boolean
}

interface Props {
  schema: Schema
  document: oas31.OpenAPIObject
  caption: string
}

/** Every field of a schema with its place, its kind and its limits, the nested ones as well. */
export function SchemaTable({ schema, document, caption }: Props) {
  return (
    <section class="reference-table" aria-label={caption} tabindex={0}>
      <table>
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Type</th>
            <th scope="col">Notes</th>
          </tr>
        </thead>
        <tbody>
          {fieldsOf(schema, document, '').map(({ path, schema: field, isRequired }) => (
            <tr>
              <th scope="row">
                <code>{path}</code>
              </th>
              <td>
                {typeText(field)}
                {isRequired ? '' : ', optional'}
              </td>
              <td>{notes(field)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function fieldsOf(given: Schema, document: oas31.OpenAPIObject, path: string): Field[] {
  const schema = withoutNull(resolved(given, document), document)
  if (schema.items) return fieldsOf(schema.items, document, `${path}[]`)
  const required = new Set(schema.required ?? [])
  return Object.entries(schema.properties ?? {}).flatMap(([name, child]) => {
    const at = path ? `${path}.${name}` : name
    const field = { ...resolved(child, document), ...withoutNull(resolved(child, document), document) }
    return [{ path: at, schema: field, isRequired: required.has(name) }, ...fieldsOf(child, document, at)]
  })
}

export function resolved(schema: Schema, document: oas31.OpenAPIObject): oas31.SchemaObject {
  if (!('$ref' in schema)) return schema
  const name = schema.$ref?.split('/').at(-1) ?? ''
  const found = document.components?.schemas?.[name]
  return found && !('$ref' in found) ? found : {}
}

/** The schema itself of "this or null". */
function withoutNull(schema: oas31.SchemaObject, document: oas31.OpenAPIObject): oas31.SchemaObject {
  const choices = schema.anyOf
    ?.map((choice) => resolved(choice, document))
    .filter(({ type }) => type !== 'null')
  return choices?.[0] ?? schema
}

function typeText({ type, items, enum: values }: oas31.SchemaObject): string {
  if (values) return values.join(' | ')
  if (items) return 'list'
  return Array.isArray(type) ? type.filter((one) => one !== 'null').join(' or ') : String(type ?? 'any')
}

function notes({ description, maxLength, minimum, maximum, format, examples }: oas31.SchemaObject): string {
  const limits = [
    format && `${format}`,
    maxLength && `at most ${maxLength} characters`,
    minimum !== undefined && maximum !== Number.MAX_SAFE_INTEGER && `${minimum} to ${maximum}`,
    examples?.[0] !== undefined && `as "${examples[0]}"`,
  ]
  return [description, ...limits].filter(Boolean).join(' · ')
}
