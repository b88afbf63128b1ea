import type { Analysis } from '#core/model/analysis.ts'
import { addresses } from '#core/text/addresses.ts'

/**
 * Where a figure can be read in full: its page, or for a part of the record that has no page the
 * answer of the API.
 */
export function figureAddress({ name, scope }: Pick<Analysis, 'name' | 'scope'>): string {
	const { provider, surface, from, to, zone } = scope
	const parts = Object.entries({ provider, surface, from, to, zone }).flatMap(([key, value]) =>
		value === undefined ? [] : `${key}=${encodeURIComponent(value)}`,
	)
	return parts.length === 0
		? addresses.analysis(name)
		: addresses.analysisJson(name, `?${parts.join('&')}`)
}

/** A part of the record in words: `claude, from 2026-03-02 to 2026-03-04`. */
export function scopeText({ provider, surface, from, to, zone }: Analysis['scope']): string {
	const bound = (word: string, instant: string | undefined) =>
		instant !== undefined && `${word} ${instant.replace('T00:00:00Z', '')}`
	const parts = [
		provider,
		surface,
		[bound('from', from), bound('to', to)].filter(Boolean).join(' '),
		zone,
	].filter(Boolean)
	return parts.length === 0 ? 'the whole record' : parts.join(', ')
}
