/** Rings at most once for however many notices came while nobody waited. */
export class Bell {
  hasRung = false
  private wake: (() => void) | null = null

  ring(): void {
    this.hasRung = true
    this.wake?.()
  }

  /** @returns whether it had rung */
  silence(): boolean {
    const had = this.hasRung
    this.hasRung = false
    return had
  }

  /** Until it rings; at once if it has rung since it was silenced last. */
  async wait(limitMs: number): Promise<void> {
    if (this.hasRung) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, limitMs)
      this.wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
    this.wake = null
  }
}
