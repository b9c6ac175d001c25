/**
 * The SDK notes the stack of every promise that a workflow makes, ten frames of it looked up in the source map, and
 * keeps it while the promise is open (its GlobalHandlers.setPromiseHook). Three are enough for the place of an error.
 */
Error.stackTraceLimit = 3
