import { fullName } from '../../domain/comparison/names.ts'
import type { Person, PersonField } from '../../domain/comparison/people.ts'
import { SEARCH_CHARACTERS_MAX } from '../../domain/customer-search.ts'
import { useWords } from '../context.ts'
import { paths } from '../paths.ts'
import { ActionForm, type ActionFormProps } from './ActionForms.tsx'
import { Agreeing } from './Agreement.tsx'
import type { CustomerCandidate, CustomerSearch, OrderDetails } from './details.ts'
import { SearchForm } from './SearchForm.tsx'

/** Who is this? A search over the shop's customers, each held against the order; a new one only below them. */
export function Identify(props: ActionFormProps) {
  const { t } = useWords()
  const { order } = props
  const search = order.customerSearch
  if (search === null) return null
  return (
    <section class="panel asks" id="identify" aria-labelledby="identify-title">
      <h2 id="identify-title">{t('identifying.title')}</h2>
      <SearchForm
        section="identify"
        address={paths.order(order)}
        name="customer"
        typed={search.typed}
        label={t('identifying.search')}
        hint={t('identifying.hint')}
        button={t('identifying.find')}
      />
      <Suggestions order={order} search={search} />
      <div id="identify-found">
        <Found {...props} search={search} />
        <Create {...props} search={search} />
      </div>
    </section>
  )
}

function Suggestions({ order, search }: { order: OrderDetails; search: CustomerSearch }) {
  const { t } = useWords()
  if (search.suggestions.length === 0) return null
  return (
    <p class="suggestions">
      {t('identifying.instead')}{' '}
      {search.suggestions.map((words) => (
        <a href={paths.searchCustomers(order, words)}>{words}</a>
      ))}
    </p>
  )
}

type FoundProps = ActionFormProps & { search: CustomerSearch }

function Found({ search, ...props }: FoundProps) {
  const { t } = useWords()
  const { typed, found, unusable } = search
  const said = unusable
    ? t('identifying.unusable', { count: SEARCH_CHARACTERS_MAX })
    : found.length === 0
      ? t('identifying.none', { typed })
      : t('identifying.found', { count: found.length })
  return (
    <>
      <p class={unusable ? 'error' : 'muted'} id="identify-said" role="status">
        {said}
      </p>
      {found.length > 0 && <CandidateTable {...props} found={found} />}
    </>
  )
}

function CandidateTable({ found, ...props }: ActionFormProps & { found: readonly CustomerCandidate[] }) {
  const { t } = useWords()
  return (
    <ActionForm action="identifyCustomer" id="identify-form" {...props} button={null}>
      <table class="compare cards">
        <caption class="visually-hidden">{t('identifying.title')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('identifying.customer')}</th>
            <th scope="col">{t('person.email')}</th>
            <th scope="col">{t('person.phone')}</th>
            <th scope="col">{t('person.address')}</th>
            <td />
          </tr>
        </thead>
        <tbody>
          <AskedRow person={props.order.web.person} />
          {found.map((candidate) => (
            <CandidateRow candidate={candidate} />
          ))}
        </tbody>
      </table>
    </ActionForm>
  )
}

function AskedRow({ person }: { person: Person }) {
  const { t } = useWords()
  return (
    <tr class="asked" id="identify-asked">
      <th scope="row">
        {person.name ?? t('unknown')} <small class="aside">{t('person.website')}</small>
      </th>
      <td data-label={t('person.email')}>{person.email ?? t('unknown')}</td>
      <td data-label={t('person.phone')}>{person.phone ?? t('unknown')}</td>
      <td data-label={t('person.address')}>
        {addressFields.map((field) => person[field] && <span class="agreement">{person[field]}</span>)}
      </td>
      <td />
    </tr>
  )
}

const addressFields = ['street', 'postalCode', 'city', 'country'] as const satisfies readonly PersonField[]

function CandidateRow({ candidate }: { candidate: CustomerCandidate }) {
  const { t } = useWords()
  const { id, agreements } = candidate
  const name = fullName(candidate.firstName, candidate.lastName)
  return (
    <tr id={`candidate-${id}`}>
      <th scope="row">
        <Agreeing agreement={agreements.name}>{name || t('unknown')}</Agreeing>{' '}
        <small class="aside">{id}</small>
      </th>
      <td data-label={t('person.email')}>
        <Agreeing agreement={agreements.email}>{candidate.email ?? t('unknown')}</Agreeing>
      </td>
      <td data-label={t('person.phone')}>
        <Agreeing agreement={agreements.phone}>{candidate.phone ?? t('unknown')}</Agreeing>
      </td>
      <td data-label={t('person.address')}>
        {addressFields.map(
          (field) =>
            candidate[field] && <Agreeing agreement={agreements[field]}>{candidate[field]}</Agreeing>,
        )}
      </td>
      <td>
        <button type="submit" name="customerId" value={id} class="primary">
          {t('identifying.use')}
          <span class="visually-hidden"> {name}</span>
        </button>
      </td>
    </tr>
  )
}

/** Below the near ones, and with a warning where there are any. */
function Create({ search, ...props }: FoundProps) {
  const { t } = useWords()
  const near = search.found.filter((candidate) => candidate.near).length
  return (
    <div class="create" id="identify-create">
      {search.found.length > 0 && <h3>{t('identifying.createTitle')}</h3>}
      {near > 0 ? (
        <p class="notice" data-tone="soon">
          {t('identifying.createNear', { count: near })}
        </p>
      ) : (
        <p class="muted">
          {t('identifying.createFrom', { name: props.order.web.person.name ?? t('unknown') })}
        </p>
      )}
      <ActionForm
        action="identifyCustomer"
        id="identify-create-form"
        {...props}
        refusedForm={null}
        tone="plain"
        button={t('identifying.create')}
      >
        <input type="hidden" name="create" value="1" />
      </ActionForm>
    </div>
  )
}
