import { shopNow } from './ages.js'
import { read } from './live.js'
import { locale, main } from './notes.js'

const seconds = new Intl.NumberFormat(locale, { style: 'unit', unit: 'second', unitDisplay: 'long' })

/** What ends by itself goes as it ends, or leaves its place where others stand below it; the page is read again, since its end may have been put off. */
function endParts() {
  for (const part of main.querySelectorAll('[data-until]:not([hidden], [data-over])')) {
    const left = Math.ceil((Date.parse(part.dataset.until) - shopNow()) / 1_000)
    const countdown = part.querySelector('[data-countdown]')
    if (countdown) countdown.textContent = seconds.format(Math.max(left, 0))
    if (left > 0) continue
    if (part.contains(document.activeElement)) main.focus()
    if (part.id === 'undo') part.dataset.over = ''
    else part.hidden = true
    read()
  }
}

if (main.dataset.now) setInterval(endParts, 1_000)
