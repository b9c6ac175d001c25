import { decimalsOf, parseAmount } from '../../domain/money.ts'
import { useWords } from '../context.ts'
import type { ChosenGoods, FormFault } from './details.ts'

interface ChosenProps {
  chosen: ChosenGoods[]
  currency: string
  /** May sell at another price than the catalogue's. */
  mayChange: boolean
  errors: FormFault[]
}

/** The goods that are to go out, each with its pieces and its price. */
export function Chosen({ chosen, currency, mayChange, errors }: ChosenProps) {
  const { t, number, money } = useWords()
  const minor = (text: string) => parseAmount(text, decimalsOf(currency) ?? 2)
  const errorOf = (id: string) => errors.find(({ field }) => field === id)?.message
  return (
    <table class="cards counts">
      <caption class="visually-hidden">{t('exchange.chosen')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('exchange.column.product')}</th>
          <th scope="col" class="figure">
            {t('exchange.column.free')}
          </th>
          <th scope="col">{t('exchange.column.quantity')}</th>
          <th scope="col">{t('exchange.column.price')}</th>
          {mayChange && <th scope="col">{t('exchange.column.reason')}</th>}
          <td />
        </tr>
      </thead>
      <tbody>
        {chosen.map(({ asked, name, sku, free, quantity, unitPrice, reason }, place) => (
          <tr>
            <th scope="row">
              {name} <small>{sku}</small>
              <input type="hidden" name="sku" value={asked} />
            </th>
            <td class="figure" data-label={t('exchange.column.free')}>
              {free === null ? t('exchange.uncounted') : number(free)}
            </td>
            <td data-label={t('exchange.column.quantity')}>
              <Cell
                id={`quantity-${place}`}
                name="quantity"
                of={name}
                column="quantity"
                value={quantity}
                error={errorOf(`quantity-${place}`)}
              />
            </td>
            <td data-label={t('exchange.column.price')}>
              {mayChange ? (
                <Cell
                  id={`price-${place}`}
                  name="price"
                  of={name}
                  column="price"
                  value={unitPrice}
                  error={errorOf(`price-${place}`)}
                />
              ) : (
                <FixedPrice
                  id={`price-${place}`}
                  shown={unitPrice === '' ? t('unknown') : money(minor(unitPrice) ?? 0, currency)}
                  value={unitPrice}
                  error={errorOf(`price-${place}`)}
                />
              )}
            </td>
            {mayChange && (
              <td data-label={t('exchange.column.reason')}>
                <Cell
                  id={`reason-${place}`}
                  name="reason"
                  of={name}
                  column="reason"
                  value={reason}
                  error={errorOf(`reason-${place}`)}
                  isText
                />
              </td>
            )}
            <td>
              <button
                type="submit"
                name="remove"
                value={String(place)}
                class="plain"
                aria-label={t('exchange.removeNamed', { name })}
              >
                {t('exchange.remove')}
              </button>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** What the person saw goes along, so that nobody sells at a price that has changed since. */
function FixedPrice({
  id,
  shown,
  value,
  error,
}: {
  id: string
  shown: string
  value: string
  error?: string | undefined
}) {
  return (
    <span id={id} tabindex={error ? -1 : undefined}>
      {shown}
      <input type="hidden" name="price" value={value} />
      {error && <p class="error">{error}</p>}
    </span>
  )
}

interface CellProps {
  id: string
  name: string
  of: string
  column: 'quantity' | 'price' | 'reason'
  value: string
  error: string | undefined
  isText?: boolean
}

function Cell({ id, name, of, column, value, error, isText = false }: CellProps) {
  const { t } = useWords()
  return (
    <>
      <input
        class={isText ? undefined : 'count-input'}
        id={id}
        name={name}
        aria-label={`${of}: ${t(`exchange.column.${column}`)}`}
        value={value}
        inputmode={column === 'quantity' ? 'numeric' : column === 'price' ? 'decimal' : undefined}
        autocomplete="off"
        maxlength={isText ? 500 : 20}
        aria-invalid={error ? 'true' : undefined}
        aria-describedby={error ? `${id}-error` : undefined}
      />
      {error && (
        <p class="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  )
}
