/** Breaks a line of text at its spaces, and a word longer than the width wherever it must; never an empty list. */
export function wrap(text: string, width: number, widthOf: (text: string) => number): string[] {
  const space = widthOf(' ')
  const lines: string[] = []
  let line = ''
  let used = 0
  for (const word of text.split(' ').flatMap((whole) => pieces(whole, width, widthOf))) {
    const more = widthOf(word)
    if (line === '') [line, used] = [word, more]
    else if (used + space + more <= width) [line, used] = [`${line} ${word}`, used + space + more]
    else {
      lines.push(line)
      line = word
      used = more
    }
  }
  return [...lines, line]
}

function pieces(word: string, width: number, widthOf: (text: string) => number): string[] {
  if (widthOf(word) <= width) return [word]
  const parts: string[] = []
  let part = ''
  let used = 0
  for (const character of word) {
    const more = widthOf(character)
    if (part !== '' && used + more > width) {
      parts.push(part)
      part = ''
      used = 0
    }
    part += character
    used += more
  }
  return [...parts, part]
}
