/**
 * How we behave towards the pages that we read: what the recorder applies and the methodology
 * prints.
 */

/**
 * After a first refusal a document is not asked for this many seconds, after each further one twice
 * as long, up to the longest.
 */
export const firstRefusalSeconds = 300
export const longestRefusalSeconds = 6 * 3600

/** As many failures in a row, or one refusal, and a source's fallback is read. */
export const failuresUntilFallback = 3
