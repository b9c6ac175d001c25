import type { Standing } from './standing.ts'
import type { Move, Story } from './story.ts'

export type Step =
  | { kind: 'send'; story: Story }
  | { kind: 'change'; story: Story; quantity: number }
  | { kind: 'cancel'; story: Story }
  | { kind: 'move'; story: Story; order: Standing; move: Move; index: number }

/**
 * What the sample's website and staff do now, and whether there is anything left for later. All of it follows from
 * what is in the database and the time, so that a restart goes on where it was.
 * @param elapsed seconds since the sample shop was loaded
 */
export function nextSteps(
  stories: readonly Story[],
  standings: ReadonlyMap<string, Standing>,
  elapsed: number,
): { steps: Step[]; isOver: boolean } {
  const open = stories.map((story) => stepOf(story, standings.get(story.number), elapsed))
  const steps = open.filter((step): step is Step => step !== null && step !== 'later')
  return { steps, isOver: open.every((step) => step === null) }
}

/** Null: its story is told. */
function stepOf(story: Story, order: Standing | undefined, elapsed: number): Step | 'later' | null {
  if (!order) return elapsed >= story.comes ? { kind: 'send', story } : 'later'
  const age = elapsed - story.comes
  const { changed, cancelledAfter } = story
  if (changed && !order.isChanged) {
    return age >= changed.after ? { kind: 'change', story, quantity: changed.quantity } : 'later'
  }
  const move = moveOf(story, order, age)
  if (move !== null) return move
  if (cancelledAfter === undefined || order.isCancelled) return null
  return age >= cancelledAfter ? { kind: 'cancel', story } : 'later'
}

function moveOf(story: Story, order: Standing, age: number): Step | 'later' | null {
  const index = order.moves
  const move = story.moves?.[index]
  if (!move || order.isTaken) return null
  if (order.status === null || order.isUnderWay || age < move.after) return 'later'
  return { kind: 'move', story, order, move, index }
}
