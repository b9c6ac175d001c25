import { toGtin14 } from '../../domain/gtin.ts'
import { productKinds } from '../../domain/matching.ts'
import { decimalsOf, formatAmount } from '../../domain/money.ts'
import { useWords } from '../context.ts'
import { Field, SelectField } from '../fields.tsx'
import { paths } from '../paths.ts'
import type { Line, OrderDetails, RefusedProduct } from './details.ts'

interface AddProductProps {
  order: OrderDetails
  line: Line
  refusedProduct: RefusedProduct | null
  newId: () => string
}

const textFields = ['name', 'brand', 'sku', 'gtin', 'mpn', 'price'] as const

/** A product that the catalogue lacks, from what the line says; it is matched to the line at once. */
export function AddProduct({ order, line, refusedProduct, newId }: AddProductProps) {
  const { t } = useWords()
  const refused = refusedProduct?.line === line.id ? refusedProduct : null
  const address = paths.addProduct(order)
  const prefilled = asLineSays(order, line)
  const field = (name: string) => ({
    id: `add-${name}`,
    name,
    value: refused ? (refused.values[name]?.[0] ?? '') : prefilled[name],
    error: refused?.errors.find((error) => error.field === name)?.message,
  })
  return (
    <details class="add-product" id="add-product" open={refused !== null}>
      <summary>{t('adding.title', { line: line.id })}</summary>
      <form
        class="action"
        id="add-product-form"
        method="post"
        action={address}
        novalidate
        hx-post={address}
        hx-target="#main"
        hx-swap="innerMorph"
        hx-sync="this:drop"
      >
        <p class="muted">{t('adding.explain')}</p>
        <input type="hidden" name="actionId" value={refused?.actionId ?? newId()} />
        <input type="hidden" name="version" value={order.version} />
        <input type="hidden" name="line" value={line.id} />
        {textFields.map((name) => (
          <Field
            {...field(name)}
            label={t(`adding.${name}`)}
            maxlength={name === 'name' || name === 'brand' ? 500 : 200}
            inputmode={name === 'price' ? 'decimal' : undefined}
            required={name === 'name' || name === 'sku'}
          />
        ))}
        <SelectField
          {...field('kind')}
          label={t('adding.kind')}
          options={productKinds.map((kind) => ({ value: kind, label: t(`adding.kinds.${kind}`) }))}
        />
        <button type="submit" class="primary">
          {t('adding.button')}
        </button>
      </form>
    </details>
  )
}

function asLineSays({ currency }: OrderDetails, line: Line): Record<string, string> {
  const decimals = currency === null ? undefined : decimalsOf(currency)
  return {
    name: line.description,
    brand: '',
    sku: line.sku ?? line.mpn ?? line.gtin ?? '',
    gtin: line.gtin !== null && toGtin14(line.gtin) !== null ? line.gtin : '',
    mpn: line.mpn ?? '',
    price: decimals === undefined ? '' : formatAmount(line.unitPrice, decimals),
    kind: 'stock',
  }
}
