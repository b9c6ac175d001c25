type Reached = (place: string, subject: string) => void

let reached: Reached | null = null

/**
 * A place where a test of faults may end a process (runtime/failpoints); nothing, unless it asks for it.
 * @param place `letter:sent`: what is done, and what of it has just been done
 */
export function failpoint(place: string, subject: string | number): void {
  reached?.(place, String(subject))
}

export function onFailpoint(told: Reached): void {
  reached = told
}
