import { condition } from '@temporalio/workflow'
import type { Desk, HappeningRef } from '../activities/record/types.ts'

/** A happening to write down, or the desk as it stood after an effect was carried out. */
export type News = HappeningRef | Desk

/** Named after its kind and due time; Unix milliseconds. */
type Deadline = Pick<HappeningRef, 'id' | 'type'> & { at: number }

/** What befalls an order, in the order in which it came: signals and what effects brought back. */
export class Inbox {
  private readonly waiting: News[] = []
  private wake = () => {}

  put(news: News): void {
    this.waiting.push(news)
    this.wake()
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** What came next; the deadline itself once it is due and nothing came before it. */
  async next(deadline: Deadline | null): Promise<News> {
    if (this.isEmpty) {
      if (deadline === null) await this.somethingCame()
      else if (deadline.at > Date.now()) await condition(() => !this.isEmpty, deadline.at - Date.now())
    }
    return this.waiting.shift() ?? { id: deadline?.id ?? 'wake', type: deadline?.type }
  }

  /** One promise where `condition` makes several: the SDK keeps a stack for each for as long as the order waits. */
  private somethingCame(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve
    })
  }
}
