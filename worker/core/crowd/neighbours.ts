import type { Rise } from '#core/model/report.ts'
import { millisecondsOf } from '#core/time/time.ts'
import { crowdThresholds as limits } from './thresholds.ts'

/**
 * Rises of different providers whose onsets are no further apart than one window name each other:
 * what failed may lie beneath both. Only series
 * that count the same are compared, since one piece of news mentions two services at once and says
 * nothing of either. In the order given.
 */
export function withNeighbours(rises: readonly Rise[]): Rise[] {
	const placed = rises
		.map((rise, place) => ({ rise, place, at: millisecondsOf(rise.roseAt) }))
		.sort((a, b) => a.at - b.at)
	const result = [...rises]
	let first = 0
	const longest = Math.max(0, ...rises.map(reach))
	placed.forEach((own) => {
		while ((placed[first]?.at ?? own.at) < own.at - longest) first += 1
		const near: Rise[] = []
		for (let index = first; index < placed.length; index += 1) {
			const other = placed[index]
			if (!other || other.at > own.at + longest) break
			if (areNeighbours(own.rise, other.rise, Math.abs(other.at - own.at))) near.push(other.rise)
		}
		if (near.length > 0 || own.rise.neighbours.length > 0)
			result[own.place] = { ...own.rise, neighbours: near.map(named).sort(byName) }
	})
	return result
}

function areNeighbours(a: Rise, b: Rise, apart: number): boolean {
	return (
		a.provider !== b.provider && a.counted === b.counted && apart <= Math.max(reach(a), reach(b))
	)
}

/** Milliseconds. */
function reach({ windowSeconds }: Rise): number {
	return limits.neighbourWindows.value * windowSeconds * 1000
}

function named({ provider, source, roseAt, knownAt }: Rise): Rise['neighbours'][number] {
	return { provider, source, roseAt, knownAt }
}

function byName(a: Rise['neighbours'][number], b: Rise['neighbours'][number]): number {
	const [first, second] = [
		`${a.provider} ${a.source} ${a.roseAt}`,
		`${b.provider} ${b.source} ${b.roseAt}`,
	]
	return first < second ? -1 : first > second ? 1 : 0
}
