/** The widths of bars and spaces for the values 0 to 105, and the stop's first six (ISO/IEC 15417). */
const symbols =
  `212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231
  113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211
  212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131
  113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111
  314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211
  241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141
  214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214
  211232 233111`.split(/\s+/)
const [CODE_C, CODE_B, CODE_A, START_A, START_B, STOP] = [99, 100, 101, 103, 104, 106]

/** What a scanner makes of bars that stand at these places; throws where it would not beep. */
export function readCode128(bars: readonly { x: number; width: number }[]): string {
  const [first] = bars
  const last = bars.at(-1)
  if (!first || !last) throw new Error('no bars')
  // Every symbol is 11 modules wide, the stop 13; the start's first bar is 2 modules in all three sets.
  const module = first.width / 2
  const widths = bars.flatMap(({ x, width }, index) => {
    const next = bars[index + 1]
    return next ? [width, next.x - x - width] : [width]
  })
  const digits = widths.map((width) => Math.round(width / module)).join('')
  const values = (digits.match(/\d{6}/g) ?? []).map((symbol) => symbols.indexOf(symbol))
  if (values.includes(-1) || values.at(-1) !== STOP) throw new Error(`no Code 128: ${digits}`)
  return textOf(values.slice(0, -1))
}

function textOf(values: number[]): string {
  const check = values.at(-1)
  const [start = 0, ...data] = values.slice(0, -1)
  const sum = data.reduce((total, value, index) => total + value * (index + 1), start)
  if (sum % 103 !== check) throw new Error('wrong check symbol')
  let set = start === START_A ? CODE_A : start === START_B ? CODE_B : CODE_C
  let text = ''
  for (const value of data) {
    if (value >= CODE_C && value <= CODE_A && value !== set) set = value
    else text += set === CODE_C ? String(value).padStart(2, '0') : String.fromCharCode(value + 32)
  }
  return text
}
