import { setFlagsFromString } from 'node:v8'

/**
 * V8 lets garbage grow to four times what is alive before it collects all: with 130 MB alive the process stood at 1 GB
 * after ten busy minutes, which looks like a leak and takes the memory of the databases beside it. At half as much
 * again it collects about once a minute under 200 requests a second (docs/decisions/0029). Read at each collection,
 * so it may be set while the program runs.
 */
setFlagsFromString('--heap-growing-percent=50')
