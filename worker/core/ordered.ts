/** In epoch milliseconds, `[from, to)`. */
interface Extent {
	readonly from: number
	readonly to: number
}

/**
 * The stretches that touch a window, of a list in which they stand in order and do not overlap: the
 * first is found by halving.
 */
export function touching<Item extends Extent>(
	ordered: readonly Item[],
	{ from, to }: Extent,
): Item[] {
	let low = 0
	let high = ordered.length
	while (low < high) {
		const middle = (low + high) >> 1
		if ((ordered[middle]?.to ?? 0) <= from) low = middle + 1
		else high = middle
	}
	const found: Item[] = []
	for (let position = low; position < ordered.length; position++) {
		const item = ordered[position]
		if (!item || item.from >= to) break
		found.push(item)
	}
	return found
}
