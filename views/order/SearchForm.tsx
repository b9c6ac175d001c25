import type { Child } from 'hono/jsx'
import { SEARCH_CHARACTERS_MAX } from '../../domain/customer-search.ts'

interface SearchFormProps {
  /** The id of the section that it stands in: "match" has its heading in "match-title", its finds in "match-found". */
  section: string
  /** The page itself: a search is a plain GET of it, and what was found stands in its address. */
  address: string
  name: string
  typed: string
  label: string
  hint: string
  button: string
  /** Hidden fields that go along. */
  children?: Child
}

/** A search that works as a plain form, and while typing where there are scripts. */
export function SearchForm(props: SearchFormProps) {
  const { section, address, name, typed, label, hint, button, children } = props
  const [id, found] = [`${section}-search`, `#${section}-found`]
  return (
    <search aria-labelledby={`${section}-title`}>
      <form
        class="search"
        id={id}
        method="get"
        action={`${address}#${section}`}
        hx-get={address}
        hx-trigger={`input changed delay:250ms from:#${id}-words, submit`}
        hx-target={found}
        hx-select={found}
        hx-swap="outerMorph"
        hx-replace-url="true"
        hx-sync="this:replace"
      >
        {children}
        <div class="field">
          <label for={`${id}-words`}>{label}</label>
          <p class="hint" id={`${id}-hint`}>
            {hint}
          </p>
          <input
            id={`${id}-words`}
            name={name}
            type="search"
            value={typed}
            maxlength={SEARCH_CHARACTERS_MAX}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={`${id}-hint`}
            hx-morph-skip
          />
        </div>
        <button type="submit">{button}</button>
      </form>
    </search>
  )
}
