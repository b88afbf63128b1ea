/**
 * What the system says when it cannot do what was asked, in words: what, where, and what to do
 * about it.
 */

/** By the system's own codes. */
const reasons: Readonly<Record<string, string>> = {
	EROFS: 'it is read-only',
	EACCES: 'this user may not write there',
	EPERM: 'this user may not write there',
	ENOSPC: 'the disk is full',
	EDQUOT: 'the disk is full',
	EFBIG: 'the file may not grow any further',
	ENOENT: 'there can be no folder',
	EMFILE: 'too many files are open',
	EIO: 'the disk does not answer as it should',
}

/** What to do, where more than another place helps. */
const remedies: Readonly<Record<string, string>> = {
	ENOSPC: 'make room and try again',
	EDQUOT: 'make room and try again',
}

/** Why nothing can be written at a place, without the place. */
export function reasonOf(error: unknown): string {
	return reasons[codeOf(error)] ?? (error instanceof Error ? error.message : String(error))
}

/**
 * Any error as one sentence: the system's in words, with the place where it is known; all others by
 * what they say.
 */
export function sentenceOf(error: unknown): string {
	const code = codeOf(error)
	const reason = reasons[code]
	// What is not there is named by those who look for it.
	if (!(error instanceof Error) || reason === undefined || code === 'ENOENT')
		return error instanceof Error ? error.message : String(error)
	const path = 'path' in error && typeof error.path === 'string' ? error.path : undefined
	const what = path === undefined ? reason : `${path} cannot be written: ${reason}`
	return [what, remedies[code]].filter((part) => part !== undefined).join('; ')
}

function codeOf(error: unknown): string {
	return error instanceof Error && 'code' in error && typeof error.code === 'string'
		? error.code
		: ''
}
