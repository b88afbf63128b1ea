import type { DocumentLook } from '../edge/recorder/recorder-rpc.ts'

/** Hosts named in the line; the API lists all of them. */
const namedAtMost = 3

/** One line on the last look at each document: how many answered, and who did not. */
export function reachLine(looks: readonly Pick<DocumentLook, 'url' | 'outcome'>[]): string {
	const good = looks.filter(({ outcome }) => outcome === 'stored' || outcome === 'unchanged').length
	const silent = [
		...new Set(
			looks.filter(({ outcome }) => outcome === 'failed').map(({ url }) => new URL(url).host),
		),
	]
	const counted = `reached ${good} of ${looks.length} documents`
	if (silent.length === 0) return counted
	const named = silent.slice(0, namedAtMost).join(', ')
	const more = silent.length - namedAtMost
	return (
		`${counted}; cannot reach ${named}${more > 0 ? ` and ${more} more` : ''}: each is recorded ` +
		'as a gap and asked again'
	)
}
