const atOnce = 8

/**
 * Seconds until an address has answered `count` times, eight at once. Throws when it does not
 * answer well.
 */
export async function secondsFor(url: URL, count: number): Promise<number> {
	const started = performance.now()
	let left = count
	const ask = async () => {
		while (left > 0) {
			left -= 1
			const response = await fetch(url)
			await response.arrayBuffer()
			if (!response.ok) throw new Error(`${url.pathname} answered ${response.status}`)
		}
	}
	await Promise.all(Array.from({ length: atOnce }, ask))
	return (performance.now() - started) / 1000
}
