/** Why a tick came to nothing, for those who ask how things stand. */
export interface TickFailure {
	/** The slot of the tick. */
	readonly slot: string
	readonly message: string
}

/** What SQLite says of its disk and its file, in words. */
const sentences: readonly (readonly [RegExp, string])[] = [
	[
		/SQLITE_FULL|ENOSPC/,
		'the disk is full: nothing is recorded until there is room, and the next tick tries again',
	],
	[
		/SQLITE_READONLY|EROFS/,
		'the store cannot be written: nothing is recorded until it can, and the next tick tries again',
	],
	[
		/SQLITE_CORRUPT|SQLITE_NOTADB/,
		'the store is damaged: nothing is recorded until it is repaired (on a machine of your own: tidemark repair)',
	],
	[
		/SQLITE_IOERR|SQLITE_CANTOPEN/,
		'the disk does not answer as it should: nothing is recorded until it does, and the next tick tries again',
	],
]

/** An error of a tick as one sentence. */
export function failureSentence(error: unknown): string {
	const message = error instanceof Error ? error.message : String(error)
	return sentences.find(([pattern]) => pattern.test(message))?.[1] ?? message.slice(0, 300)
}
