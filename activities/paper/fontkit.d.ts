/** What we use of fontkit, which brings no types; pdfkit takes its fonts as they are, but its types don't say so. */
declare module 'fontkit' {
  export interface Font {
    hasGlyphForCodePoint(codePoint: number): boolean
    glyphForCodePoint(codePoint: number): { advanceWidth: number }
    layout(text: string): { glyphs: { id: number }[] }
  }
  export function openSync(path: string): Font
}

declare namespace PDFKit.Mixins {
  interface PDFFont {
    registerFont(name: string, font: import('fontkit').Font): this
  }
}
