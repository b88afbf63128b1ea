/** Least squares over a few dozen points: series as vectors, models as orthonormal ones. */

export type Line = Float64Array

export function dot(a: Line, b: Line): number {
	let sum = 0
	for (let index = 0; index < a.length; index++) sum += (a[index] ?? 0) * (b[index] ?? 0)
	return sum
}

/** What a series is beyond a model of orthonormal vectors. */
export function projectedOut(series: Line, model: readonly Line[]): Line {
	const rest = series.slice()
	for (const vector of model) {
		const part = dot(rest, vector)
		for (let index = 0; index < rest.length; index++)
			rest[index] = (rest[index] ?? 0) - part * (vector[index] ?? 0)
	}
	return rest
}

/** What a vector is beyond a model, of length 1; undefined where the model says it all. */
export function fitted(vector: Line, model: readonly Line[]): Line | undefined {
	// Twice, because the first time leaves rounding behind.
	const rest = projectedOut(projectedOut(vector, model), model)
	const length = Math.sqrt(dot(rest, rest))
	if (length < 1e-8) return undefined
	for (let index = 0; index < rest.length; index++) rest[index] = (rest[index] ?? 0) / length
	return rest
}

/** Orthonormal vectors that say the same as the given ones (Gram and Schmidt). */
export function independentOf(vectors: readonly Line[]): Line[] {
	const model: Line[] = []
	for (const vector of vectors) {
		const next = fitted(vector, model)
		if (next) model.push(next)
	}
	return model
}

/** A number of the normal distribution (Box and Muller 1958). */
export function gaussian(random: () => number): number {
	return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
