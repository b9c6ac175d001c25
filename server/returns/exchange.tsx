import { randomUUID } from 'node:crypto'
import type { Context } from 'hono'
import { readProductWords } from '../../domain/product-search.ts'
import { priceExchange, settlementOf, type WantedLine } from '../../domain/returns/exchange.ts'
import { may } from '../../domain/roles.ts'
import { loadExchangeGoods } from '../../intake/exchange-goods.ts'
import type { FormFault, ReturnDetails } from '../../views/returns/details.ts'
import { ExchangePage } from '../../views/returns/ExchangePage.tsx'
import type { AppEnv, WebDeps } from '../env.ts'
import { type FormFields, textOf } from '../form.ts'
import { searchProducts } from '../orders/search-products.ts'
import { page } from '../page.tsx'
import { checkGoods, readGoods } from './exchange-form.ts'
import { type FoundReturn, loadReturn } from './load.ts'

const WORDS_MAX = 200

/** What was read from the form of goods that are to go out, held against the shop. */
interface Choice {
  details: ReturnDetails
  shown: ReturnType<typeof checkGoods>['shown']
  wanted: WantedLine[]
  taxRates: readonly string[]
  taxRate: string
  faults: FormFault[]
  /** What they cost; null: something is wrong with them. */
  total: number | null
}

/** Goods may go out once: after all was looked at, and before the money went back. */
const mayExchange = ({ status, exchange }: ReturnDetails) => status === 'inspected' && exchange === null

async function readChoice(
  c: Context<AppEnv>,
  { sql }: WebDeps,
  found: FoundReturn,
  fields: FormFields,
): Promise<Choice> {
  const typed = readGoods(fields)
  const [details, facts] = await Promise.all([
    loadReturn(sql, found),
    loadExchangeGoods(
      sql,
      found.id,
      typed.map(({ sku }) => sku),
    ),
  ])
  const { t } = c.get('words')
  const mayChange = may(c.get('user').role, 'changePrices')
  const read = checkGoods(typed, { facts, currency: details.currency, mayChange, t })
  const asked = textOf(fields, 'taxRate')
  const taxRate = facts.taxRates.find((rate) => rate === asked) ?? facts.taxRates[0] ?? ''
  const choice = { details, ...read, taxRates: facts.taxRates, taxRate, total: null }
  if (read.faults.length > 0 || read.wanted.length === 0) return choice
  const sold = priceExchange(read.wanted, taxRate, facts)
  if (!('refused' in sold)) return { ...choice, total: sold.total }
  const message = t(`returns.refused.${sold.refused}`, { line: sold.line ?? '', left: sold.left ?? 0 })
  return { ...choice, faults: [{ field: 'chosen', message }] }
}

async function show(
  c: Context<AppEnv>,
  { sql }: WebDeps,
  fields: FormFields,
  choice: Choice,
  errors: FormFault[],
) {
  const { details, shown, taxRates, taxRate, total } = choice
  const typed = textOf(fields, 'q').replaceAll('\0', '').slice(0, WORDS_MAX)
  const isOpen = mayExchange(details)
  const found =
    typed.trim() && isOpen ? await searchProducts(sql, readProductWords(typed), details.store) : null
  const actionId = textOf(fields, 'actionId')
  return page(
    c,
    <ExchangePage
      words={c.get('words')}
      viewer={c.get('user')}
      details={details}
      isOpen={isOpen}
      chosen={shown}
      found={found}
      typed={typed}
      taxRates={taxRates}
      taxRate={taxRate}
      total={total}
      settlement={total === null ? null : settlementOf(details, total, details.money.left)}
      actionId={/^[A-Za-z0-9._-]{1,64}$/.test(actionId) ? actionId : randomUUID()}
      errors={errors}
    />,
    errors.length > 0 ? 422 : 200,
  )
}

/** What goes out is chosen on a page of its own: each search and each sum is a plain GET of it. */
export async function showExchange(c: Context<AppEnv>, deps: WebDeps, found: FoundReturn) {
  const fields = c.req.queries()
  const choice = await readChoice(c, deps, found, fields)
  return show(c, deps, fields, choice, [])
}

/**
 * What the form asks for, where nothing is wrong with it.
 * @returns the page with what is wrong else, all that was chosen kept
 */
export async function readExchange(
  c: Context<AppEnv>,
  deps: WebDeps,
  found: FoundReturn,
  fields: FormFields,
) {
  const choice = await readChoice(c, deps, found, fields)
  const { wanted, taxRate, faults, total, details } = choice
  if (total !== null && mayExchange(details)) return { payload: { lines: wanted, taxRate } }
  const nothing = { field: 'q', message: c.get('words').t('returns.refused.nothing') }
  return { shown: await show(c, deps, fields, choice, faults.length > 0 ? faults : [nothing]) }
}
