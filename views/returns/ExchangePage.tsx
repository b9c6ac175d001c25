import { decimalsOf, parseAmount } from '../../domain/money.ts'
import type { settlementOf } from '../../domain/returns/exchange.ts'
import { may } from '../../domain/roles.ts'
import { useWords } from '../context.ts'
import { ErrorSummary, Field, SelectField } from '../fields.tsx'
import { Layout } from '../Layout.tsx'
import type { FoundProduct } from '../order/details.ts'
import { paths } from '../paths.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../words.ts'
import { Chosen } from './Chosen.tsx'
import type { ChosenGoods, FormFault, ReturnDetails } from './details.ts'

interface ExchangePageProps extends ExchangeFormProps {
  words: Words
  isOpen: boolean
}

interface ExchangeFormProps {
  viewer: Viewer
  details: ReturnDetails
  chosen: ChosenGoods[]
  /** Null: nobody has searched. */
  found: FoundProduct[] | null
  typed: string
  taxRates: readonly string[]
  taxRate: string
  total: number | null
  settlement: ReturnType<typeof settlementOf> | null
  actionId: string
  errors: FormFault[]
}

/** Goods go out for those that came back: what is chosen, what the catalogue has, and what it comes to. */
export function ExchangePage({ words, isOpen, ...form }: ExchangePageProps) {
  const { t } = words
  const { details, errors, viewer } = form
  const title = t('exchange.title', { n: details.n, number: details.number })
  return (
    <Layout
      words={words}
      title={errors.length > 0 ? t('form.errorTitle', { page: title }) : title}
      viewer={viewer}
    >
      <p>
        <a href={paths.return(details, details.n)}>{t('exchange.back')}</a>
      </p>
      <h1>{title}</h1>
      <ErrorSummary errors={errors} />
      {isOpen ? <ExchangeForm {...form} /> : <p>{t('exchange.notNow')}</p>}
    </Layout>
  )
}

/** One form: every button but the last only reads the page again, with what was typed. */
function ExchangeForm(props: ExchangeFormProps) {
  const { t, percent } = useWords()
  const { viewer, details, chosen, typed, taxRates, taxRate, actionId, errors } = props
  const address = paths.exchange(details, details.n)
  return (
    <form id="exchange" class="exchange" method="get" action={address} novalidate>
      <input type="hidden" name="actionId" value={actionId} />
      <input type="hidden" name="version" value={details.version} />
      <section class="panel return-form" aria-labelledby="exchange-search">
        <h2 id="exchange-search">{t('exchange.search')}</h2>
        <Field
          id="q"
          name="q"
          type="search"
          label={t('exchange.searchLabel')}
          hint={t('exchange.searchHint')}
          value={typed}
          error={errors.find(({ field }) => field === 'q')?.message}
          maxlength={200}
        />
        <button type="submit" class="plain">
          {t('exchange.searchButton')}
        </button>
        <Found {...props} />
      </section>
      <section class="panel return-form" id="chosen" aria-labelledby="exchange-chosen">
        <h2 id="exchange-chosen">{t('exchange.chosen')}</h2>
        <p>{t('exchange.help')}</p>
        {chosen.length === 0 ? (
          <p class="muted">{t('exchange.none')}</p>
        ) : (
          <Chosen
            chosen={chosen}
            currency={details.currency}
            mayChange={may(viewer.role, 'changePrices')}
            errors={errors}
          />
        )}
        {taxRates.length > 1 ? (
          <SelectField
            id="taxRate"
            name="taxRate"
            label={t('exchange.taxRate')}
            hint={t('exchange.taxRateHint')}
            value={taxRate}
            options={taxRates.map((rate) => ({ value: rate, label: percent(rate) }))}
          />
        ) : (
          <input type="hidden" name="taxRate" value={taxRate} />
        )}
        <Sums {...props} />
        {chosen.length > 0 && (
          <p class="buttons">
            <button type="submit" class="plain">
              {t('exchange.update')}
            </button>{' '}
            <button type="submit" class="primary" formmethod="post">
              {t('exchange.submit')}
            </button>
          </p>
        )}
      </section>
    </form>
  )
}

function Found({ found, typed, chosen, details: { currency } }: ExchangeFormProps) {
  const { t, number, money } = useWords()
  if (found === null) return null
  if (found.length === 0) return <p class="muted">{t('exchange.foundNothing', { words: typed })}</p>
  const inMoney = (price: string | null) => {
    const minor = price === null ? null : parseAmount(price, decimalsOf(currency) ?? 2)
    return minor === null ? (price ?? t('unknown')) : money(minor, currency)
  }
  const isChosen = (sku: string) => chosen.some((one) => one.sku === sku)
  return (
    <table class="cards">
      <caption class="visually-hidden">{t('exchange.found')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('exchange.column.product')}</th>
          <th scope="col" class="figure">
            {t('exchange.column.free')}
          </th>
          <th scope="col" class="figure">
            {t('exchange.column.price')}
          </th>
          <td />
        </tr>
      </thead>
      <tbody>
        {found.map(({ sku, name, brand, onHand, price, kind }) => (
          <tr>
            <th scope="row">
              {name} <small class="aside">{[brand, sku].filter(Boolean).join(' · ')}</small>
            </th>
            <td class="figure" data-label={t('exchange.column.free')}>
              {kind === 'stock' ? number(onHand ?? 0) : t('exchange.uncounted')}
            </td>
            <td class="figure" data-label={t('exchange.column.price')}>
              {inMoney(price)}
            </td>
            <td>
              {kind === 'stock' && !onHand && <span class="muted">{t('exchange.noneHere')}</span>}
              {(kind !== 'stock' || onHand) && !isChosen(sku) && kind !== 'gift_card' && (
                <button
                  type="submit"
                  name="add"
                  value={sku}
                  class="plain"
                  aria-label={t('exchange.addNamed', { name })}
                >
                  {t('exchange.add')}
                </button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Sums({ details, total, settlement }: ExchangeFormProps) {
  const { t, money } = useWords()
  if (total === null || settlement === null) return null
  const { pays, getsBack, setOff } = settlement
  const inMoney = (amount: number) => money(amount, details.currency)
  return (
    <dl class="sums" id="exchange-sums">
      <dt>{t('exchange.sum.total')}</dt>
      <dd>{inMoney(total)}</dd>
      <dt>{t('exchange.sum.setOff')}</dt>
      <dd>{inMoney(-setOff)}</dd>
      {pays > 0 && (
        <>
          <dt class="sum">{t('exchange.sum.pays')}</dt>
          <dd class="sum">{inMoney(pays)}</dd>
        </>
      )}
      {getsBack > 0 && (
        <>
          <dt class="sum">{t('exchange.sum.getsBack')}</dt>
          <dd class="sum">{inMoney(getsBack)}</dd>
        </>
      )}
      {pays === 0 && getsBack === 0 && (
        <>
          <dt class="sum">{t('exchange.sum.even')}</dt>
          <dd class="sum">{inMoney(0)}</dd>
        </>
      )}
    </dl>
  )
}
