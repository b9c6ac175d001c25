import { Presets, SingleBar } from 'cli-progress'

export interface Progress {
  advance: (bytes: number) => void
  end: () => void
}

/** A bar on a terminal; nothing where the output goes into a file or a pipe. */
export function showProgress(totalBytes: number): Progress {
  if (!process.stderr.isTTY) return { advance: () => {}, end: () => {} }
  const bar = new SingleBar(
    { format: '{bar} {percentage} % · {eta_formatted} left', hideCursor: true },
    Presets.rect,
  )
  bar.start(totalBytes, 0)
  return { advance: (bytes) => bar.increment(bytes), end: () => bar.stop() }
}
