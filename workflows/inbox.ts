import { condition } from '@temporalio/workflow'
import type { Desk, HappeningRef } from '../activities/record/types.ts'

/** What befalls an order, in the order in which it came: signals and what effects brought back. */
export class Inbox {
  private readonly waiting: HappeningRef[] = []
  private wake = () => {}

  put(happening: HappeningRef): void {
    this.waiting.push(happening)
    this.wake()
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** The next happening; the deadline itself once it is due and nothing came before it. */
  async next(deadline: Desk['nextDeadline']): Promise<HappeningRef> {
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
