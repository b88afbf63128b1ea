import { bounded } from '#core/fragments/markup.ts'
import type { TimeForm } from '#core/fragments/time-text.ts'
import { timeText } from '#core/fragments/time-text.ts'
import type { Precision } from '#core/model/instant.ts'
import { rounded } from '#core/statistics/statistics.ts'
import { hostOf } from '#core/text/addresses.ts'
import { capital } from '#core/text/words.ts'

/**
 * What is said, as data: text, and between it the numbers, times, names and links that it speaks of.
 * The site draws it with elements of its own and the command line prints it; neither is known here.
 */
export type Said = string | Piece | readonly Said[]

export type Piece =
	| { readonly kind: 'number'; readonly value: number }
	/** A share of 1; null: not known. */
	| { readonly kind: 'percent'; readonly share: number | null }
	| { readonly kind: 'duration'; readonly seconds: number | null }
	/** From one to the other. */
	| { readonly kind: 'interval'; readonly low: Said; readonly high: Said }
	| {
			readonly kind: 'time'
			readonly at: string
			readonly precision: Precision
			readonly form: TimeForm
	  }
	/** To a place on the site. `label` says in words what a mere number leads to. */
	| {
			readonly kind: 'link'
			readonly to: string
			readonly said: Said
			readonly label?: string
	  }
	/** To somewhere else, by its title. */
	| { readonly kind: 'source'; readonly url: string; readonly title: string }
	/** A title or name in somebody else's words. */
	| { readonly kind: 'quoted'; readonly text: string }
	/** What stands beside a number and matters less. */
	| { readonly kind: 'small'; readonly said: Said }
	| { readonly kind: 'strong'; readonly said: Said }
	| { readonly kind: 'break' }

/** What may stand in a `say` template: `false`, `null` and `undefined` leave nothing behind. */
export type Part = Said | number | false | null | undefined

/**
 * Builds what is said: the numbers in a template stay numbers, and where a line of it breaks stands
 * a space.
 */
export function say(strings: TemplateStringsArray, ...parts: readonly Part[]): Said {
	const words = strings.map((text) => text.replace(/\s*\n\s*/g, ' '))
	const said: Said[] = [words[0] ?? '']
	for (const [index, part] of parts.entries()) said.push(sayable(part), words[index + 1] ?? '')
	return said.filter((one) => one !== '')
}

/** Parts with a separator between them, the empty ones left out. */
export function joined(parts: readonly Part[], separator: Said): Said {
	return parts
		.map(sayable)
		.filter((part) => !isEmpty(part))
		.flatMap((part, index) => (index === 0 ? [part] : [separator, part]))
}

function sayable(part: Part): Said {
	if (part === false || part === null || part === undefined) return ''
	return typeof part === 'number' ? { kind: 'number', value: part } : part
}

function isEmpty(said: Said): boolean {
	return said === '' || (Array.isArray(said) && said.every(isEmpty))
}

export function percent(share: number | null | undefined): Piece {
	return { kind: 'percent', share: share ?? null }
}

/** As exact as a reader needs: `45 s`, `13 min`, `3 h 58 min`, `2 d 3 h`. */
export function roughly(seconds: number | null | undefined): Piece {
	return { kind: 'duration', seconds: seconds ?? null }
}

/** `12 min to 20 min`. */
export function lengths(low: number | null, high: number | null): Piece {
	return { kind: 'interval', low: roughly(low), high: roughly(high) }
}

/** `3.1 % to 5.2 %`. */
export function percents(low: number | null, high: number | null): Piece {
	return { kind: 'interval', low: percent(low), high: percent(high) }
}

export function time(at: string, precision: Precision = 'second', form: TimeForm = 'full'): Piece {
	return { kind: 'time', at, precision, form }
}

export function link(to: string, said: Part, label?: string): Piece {
	return { kind: 'link', to, said: sayable(said), ...(label !== undefined && { label }) }
}

interface Source {
	readonly url?: string | undefined
	readonly title: string
}

/** Where something was read; only its title where there is no address. */
export function source({ url, title }: Source): Said {
	return url === undefined ? title : { kind: 'source', url, title }
}

export function quoted(text: string): Piece {
	return { kind: 'quoted', text: bounded(text.replace(/\s+/g, ' ').trim(), 500) }
}

export function small(said: Part): Piece {
	return { kind: 'small', said: sayable(said) }
}

export function strong(said: Said): Piece {
	return { kind: 'strong', said }
}

export const lineBreak: Piece = { kind: 'break' }

/** As the beginning of a sentence. */
export function begun(said: Said): Said {
	if (typeof said === 'string') return capital(said)
	if (!isList(said)) return said
	const [first, ...others] = said
	return first === undefined ? said : [begun(first), ...others]
}

/** `a`, `a and b`, `a, b and c`. */
export function enumerated(parts: readonly Said[]): Said {
	const [last, ...others] = parts.toReversed()
	if (last === undefined) return ''
	return others.length === 0 ? last : say`${joined(others.toReversed(), ', ')} and ${last}`
}

/** What is said without its links and looks: for labels, a terminal, and those who listen. */
export function textOf(said: Said): string {
	if (typeof said === 'string') return said
	if (isList(said)) return said.map(textOf).join('')
	switch (said.kind) {
		case 'number':
			return String(said.value)
		case 'percent':
			return percentText(said.share)
		case 'duration':
			return roughText(said.seconds)
		case 'interval':
			return `${textOf(said.low)} to ${textOf(said.high)}`
		case 'time':
			return timeText(said.at, said.precision, said.form)
		case 'link':
		case 'strong':
			return textOf(said.said)
		case 'small': {
			const words = textOf(said.said)
			return words === '' ? '' : `(${words})`
		}
		case 'source':
			return bounded(said.title === '' ? hostOf(said.url) : said.title, 120)
		case 'quoted':
			return said.text
		case 'break':
			return '; '
	}
}

function isList(said: Said): said is readonly Said[] {
	return Array.isArray(said)
}

/**
 * `57.4 %`, never broken in two; with more digits close to the ends, where they make the
 * difference.
 */
export function percentText(share: number | null): string {
	if (share === null) return 'not known'
	const places = share > 0.99 || share < 0.01 ? 2 : 1
	const value = rounded(share * 100, places)
	// What is not all or nothing does not read so.
	if (value === 100 && share < 1) return 'over\u00a099.99\u00a0%'
	if (value === 0 && share > 0) return 'under\u00a00.01\u00a0%'
	return `${value}\u00a0%`
}

/** Files have the seconds. */
export function roughText(seconds: number | null): string {
	if (seconds === null) return 'not known'
	const sign = seconds < 0 ? '−' : ''
	const whole = Math.abs(seconds)
	if (whole < 60) return `${sign}${Math.round(whole)}\u00a0s`
	const minutes = Math.round(whole / 60)
	if (minutes < 60) return `${sign}${minutes}\u00a0min`
	if (minutes < 1440) return `${sign}${pair(Math.floor(minutes / 60), 'h', minutes % 60, 'min')}`
	const hours = Math.round(whole / 3600)
	return `${sign}${pair(Math.floor(hours / 24), 'd', hours % 24, 'h')}`
}

function pair(large: number, unit: string, less: number, smaller: string): string {
	return less === 0 ? `${large}\u00a0${unit}` : `${large}\u00a0${unit} ${less}\u00a0${smaller}`
}
