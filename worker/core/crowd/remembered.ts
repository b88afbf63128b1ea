/**
 * Remembers the last answers by hour (or block of hours), enough for the hours of a week and those
 * beside them; an older one is found anew.
 */
export function remembered<Found>(
	find: (hour: number) => Found | null,
): (hour: number) => Found | null {
	const hours = new Float64Array(remembers).fill(Number.NaN)
	const answers = new Array<Found | null>(remembers).fill(null)
	return (hour) => {
		const place = ((hour % remembers) + remembers) % remembers
		if (hours[place] === hour) return answers[place] ?? null
		const found = find(hour)
		hours[place] = hour
		answers[place] = found
		return found
	}
}

const remembers = 256
