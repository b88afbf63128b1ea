import type { Scope } from '#core/model/analysis.ts'
import { compareInstants } from '#core/time/time.ts'
import { questions } from './registry.ts'

/**
 * What of a request for figures cannot be, beyond the shape of its words: which option, and what
 * was expected.
 */
export interface ScopeError {
	readonly name: string
	readonly expected: string
}

/** A provider and its surfaces, as far as a scope names them. */
export interface Registered {
	readonly id: string
	readonly surfaces: readonly { readonly id: string }[]
}

/**
 * Looks a scope up in the registry. Figures of what does not exist would be refused as if nobody
 * had looked.
 */
export function scopeErrorsOf(scope: Scope, providers: readonly Registered[]): ScopeError[] {
	const found: ScopeError[] = []
	const asked = providers.filter(
		(provider) => scope.provider === undefined || provider.id === scope.provider,
	)
	const listed = (ids: readonly string[]) => [...new Set(ids)].sort().join(', ')
	if (asked.length === 0)
		found.push({
			name: 'provider',
			expected: `expected one of ${listed(providers.map(({ id }) => id))}`,
		})
	else if (
		scope.surface !== undefined &&
		!asked.some(({ surfaces }) => surfaces.some(({ id }) => id === scope.surface))
	)
		found.push({
			name: 'surface',
			expected: `expected one of ${listed(asked.flatMap(({ surfaces }) => surfaces.map(({ id }) => id)))}`,
		})
	if (
		scope.from !== undefined &&
		scope.to !== undefined &&
		compareInstants(scope.from, scope.to) >= 0
	)
		found.push({ name: 'to', expected: 'expected a time after from' })
	return found
}

/** The names of all questions, as an error lists them. */
export function questionNames(): string {
	return questions.map(({ name }) => name).join(', ')
}
