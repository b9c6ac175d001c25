import { main, note, unnote, word } from './notes.js'

const table = (root) => root.querySelector('.queue tbody')

/** Rows must not move under a hand, under the focus, or where somebody reads far down. */
function isBusy(rows) {
  return (
    rows.matches(':hover') || rows.contains(document.activeElement) || rows.getBoundingClientRect().top < 0
  )
}

/** Rows that are there change in place; where the table is in use new ones wait and those that left stay for now. */
export function hold(fragment, show) {
  const [now, next] = [table(main), table(fragment)]
  if (!now || !next) return
  const known = new Set([...now.rows].map(({ id }) => id))
  const fresh = [...next.rows].filter(({ id }) => !known.has(id))
  if (!isBusy(now)) return fresh.length > 0 ? tell(fresh.length) : unnote('new')
  const byId = new Map([...next.rows].map((row) => [row.id, row]))
  for (const row of fresh) row.remove()
  next.append(...[...now.rows].map((row) => byId.get(row.id) ?? gone(row)))
  if (fresh.length === 0) return unnote('new')
  const link = Object.assign(document.createElement('a'), { href: location.href })
  link.textContent = word('new', { count: fresh.length })
  link.addEventListener('click', (event) => show(event, fresh[0].id))
  note('new', 'soon', link)
}

export const isHolding = () => Boolean(document.querySelector('#new, [data-gone]'))
export const isFree = () => !table(main) || !(isBusy(table(main)) || document.querySelector('#new:hover'))

function gone(row) {
  const copy = row.cloneNode(true)
  if ('gone' in copy.dataset) return copy
  copy.dataset.gone = ''
  copy.cells[0].dataset.gone = word('gone')
  return copy
}

function tell(count) {
  unnote('new')
  document.getElementById('said').textContent = word('new', { count })
}
