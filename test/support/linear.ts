/**
 * Whether work grows with the length of a text and not with its square. The longer text is eight
 * times the shorter: what is quadratic takes 64 times as long on any machine, what is linear eight
 * times, and what lies between is left to slow and busy ones.
 */
const times = 8
const mostGrowth = 24
/** What takes less than this for the longer text proves nothing either way. */
const leastMilliseconds = 24

/** `work` is given a number of characters. A loaded machine may be slow once; quadratic work always is. */
export function growsWithLength(work: (length: number) => unknown, length = 2_400): boolean {
	return [1, 2, 3, 4].some(() => {
		const short = Math.min(...[1, 2, 3].map(() => millisecondsFor(() => work(length))))
		const long = millisecondsFor(() => work(length * times))
		return (
			long < leastMilliseconds || long <= mostGrowth * Math.max(short, leastMilliseconds / times)
		)
	})
}

/** Milliseconds of CPU, which other programs of a busy machine do not add to. */
function millisecondsFor(work: () => unknown): number {
	const before = process.cpuUsage()
	work()
	const { user, system } = process.cpuUsage(before)
	return (user + system) / 1000
}

/** A text of exactly that many characters, made of one piece again and again. */
export function repeated(piece: string, length: number): string {
	return piece.repeat(Math.ceil(length / piece.length)).slice(0, length)
}
