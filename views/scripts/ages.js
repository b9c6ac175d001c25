import { locale, main, word } from './notes.js'

const skew = Date.parse(main.dataset.now) - Date.now()
const spans = { day: 86_400, hour: 3_600, minute: 60 }

/** By the shop's clock, whatever this machine's own says. */
export const shopNow = () => Date.now() + skew

function age(seconds) {
  const unit = Object.keys(spans).find((each) => seconds >= spans[each])
  if (!unit) return word('now')
  const format = new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' })
  return format.format(Math.floor(seconds / spans[unit]))
}

function growOlder() {
  for (const cell of main.querySelectorAll('[data-age-of]'))
    cell.textContent = age((shopNow() - Date.parse(cell.dataset.ageOf)) / 1_000)
  for (const tag of main.querySelectorAll('[data-due]')) {
    const left = Date.parse(tag.dataset.due) - shopNow()
    const isSoon = Date.parse(tag.dataset.soon) <= shopNow()
    tag.textContent = word(left < 0 ? 'late' : 'left', { age: age(Math.abs(left) / 1_000) })
    tag.dataset.tone = left < 0 ? 'late' : isSoon ? 'soon' : 'calm'
  }
}

if (main.dataset.now) setInterval(growOlder, 60_000)
