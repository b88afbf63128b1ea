import { bounded, html, type Markup } from '#core/fragments/markup.ts'
import { drawnWords } from '#core/text/words.ts'
import { type Axis, axisOf } from './axis.ts'
import { grid, patterns, type Waves, waveStretches } from './grid.ts'
import { type Mark, type Shape, shapeAt, shapeInside } from './marks.ts'
import { type BandSource, type DrawnState, type Segment, segmentsOf } from './segments.ts'

/**
 * The picture of an outage: a band for each surface, in which the state stands like water, higher
 * and darker the worse it is,
 * under the incidents that were open and the statements that were made. One SVG; x is in percent
 * and y in pixels, so that it
 * fits any width while its text stays readable. Colour never stands alone: height and pattern say
 * the same.
 */
export interface Picture extends BandSource {
	/** Prefix of the ids inside, unique on the page. */
	readonly id: string
	readonly title: string
	readonly description: string
	readonly surfaces: readonly {
		readonly id: string
		readonly name: string
		readonly covered: boolean
	}[]
	/** Spans above the bands; `to` is null while one is open. */
	readonly spans: readonly (BandSource['spans'][number] & { readonly label: string })[]
	readonly marks: readonly Mark[]
	/** Stretches shaded behind everything: an episode's waves. */
	readonly waves: Waves['waves']
}

export interface Band {
	readonly surface: Picture['surfaces'][number]
	readonly segments: readonly Segment[]
}

const bandHeight = 22
const rowHeight = bandHeight + 22
const laneHeight = 15
const axisHeight = 22

/**
 * The height of the water in a band, in pixels, by state. What has no level is a pattern over the
 * whole band.
 */
const levels: Readonly<Record<DrawnState, number>> = {
	operational: 3,
	under_maintenance: 8,
	degraded_performance: 8,
	partial_outage: 15,
	major_outage: bandHeight,
	unknown: bandHeight,
	not_covered: bandHeight,
	affected: bandHeight,
}

/** How bad a state is, for saying the worst of a band. */
const severity: readonly DrawnState[] = [
	'operational',
	'under_maintenance',
	'affected',
	'degraded_performance',
	'partial_outage',
	'major_outage',
]

export function bandsOf(picture: Pick<Picture, 'surfaces' | keyof BandSource>): Band[] {
	return picture.surfaces.map((surface) => {
		const segments = segmentsOf(surface.id, picture)
		// What no source of today bears may have been named or stated all the same; without either
		// there is nothing to say of it.
		return {
			surface,
			segments:
				surface.covered || segments.some(({ state }) => state !== 'unknown') ? segments : [],
		}
	})
}

export function bandsSvg(picture: Picture, bands: readonly Band[] = bandsOf(picture)): Markup {
	const axis = axisOf(picture.window)
	const lanes = packed(picture.spans, axis)
	const spansHeight = lanes.length * laneHeight + (lanes.length > 0 ? 6 : 0)
	const marksHeight = picture.marks.length > 0 ? 16 : 0
	const top = spansHeight + marksHeight
	const bottom = top + bands.length * rowHeight + 6
	const { id } = picture
	return html`<svg class="bands" role="img" width="100%" height="${bottom + axisHeight}" aria-labelledby="${id}-title ${id}-desc"><title id="${id}-title">${picture.title}</title><desc id="${id}-desc">${picture.description}</desc>${patterns(id)}${waveStretches(picture, axis, bottom)}${grid(axis, bottom)}${lanes.map((lane, index) => lane.map((span) => spanMark(span, axis, index * laneHeight + 3)))}${picture.marks.map((mark) => shapeAt(mark.shape, axis.position(mark.at), spansHeight + 8))}${bands.map((band, index) => row(band, axis, top + index * rowHeight, id))}</svg>`
}

/** Whether no source bears the surface's state and nobody said anything of it. */
export function isUncovered(band: Band): boolean {
	return !band.surface.covered && band.segments.length === 0
}

/**
 * Whether a picture of these bands shows anything: one of nothing but what is not known says less
 * than a sentence.
 */
export function isTelling(bands: readonly Band[]): boolean {
	return bands.some((band) => band.segments.some((segment) => segment.state !== 'unknown'))
}

/** The worst state of a band, `unknown` when nothing is known of it. */
export function worstOf(band: Band): DrawnState {
	if (isUncovered(band)) return 'not_covered'
	const worst = Math.max(-1, ...band.segments.map((segment) => severity.indexOf(segment.state)))
	return severity[worst] ?? 'unknown'
}

function row(band: Band, axis: Axis, y: number, id: string): Markup {
	const top = y + 18
	const worst = worstOf(band)
	return html`<text class="surface" x="0" y="${y + 13}">${bounded(band.surface.name, 30)}</text><text class="worst" x="100%" y="${y + 13}" text-anchor="end">${worstWords(worst)}</text><rect class="bed" x="0" y="${top}" width="100%" height="${bandHeight}"/>${!isUncovered(band) ? band.segments.map((segment) => segmentMark(segment, axis, top, id)) : html`<rect class="not-covered" x="0" y="${top}" width="100%" height="${bandHeight}" fill="none"/>`}`
}

function worstWords(worst: DrawnState): string {
	if (worst === 'affected') return 'affected'
	return worst === 'operational' || worst === 'unknown' || worst === 'not_covered'
		? drawnWords[worst]
		: `up to ${drawnWords[worst]}`
}

function segmentMark(segment: Segment, axis: Axis, top: number, id: string): Markup {
	const from = axis.position(segment.from)
	// A stretch of seconds in a picture of days is still there to be seen.
	const width = Math.max(axis.position(segment.to) - from, 0.15).toFixed(2)
	const height = levels[segment.state]
	const whole = (pattern: string) =>
		html`<rect x="${from}%" y="${top}" width="${width}%" height="${bandHeight}" fill="url(#${id}-${pattern})"/>`
	if (segment.state === 'unknown') return whole(segment.gap ? 'gap' : 'unknown')
	if (segment.state === 'affected') return html`${whole('affected')}${segment.gap && whole('gap')}`
	const water = html`<rect class="water" data-state="${segment.state}" x="${from}%" y="${top + bandHeight - height}" width="${width}%" height="${height}"/>`
	return html`${water}${segment.gap && whole('gap')}`
}

type Span = Picture['spans'][number]

function spanMark(span: Span, axis: Axis, y: number): Markup {
	const from = axis.position(span.from)
	const to = span.to === null ? 100 : axis.position(span.to)
	const label =
		to > 94
			? html`<text class="span-label" x="${from}%" dx="-4" y="${y + 9}" text-anchor="end">${span.label}</text>`
			: html`<text class="span-label" x="${to}%" dx="4" y="${y + 9}">${span.label}</text>`
	return html`<rect class="span${span.to === null ? ' open' : ''}" x="${from}%" y="${y + 2}" width="${Math.max(to - from, 0.4).toFixed(2)}%" height="6" rx="1"/>${span.label !== '' && label}`
}

/** Spans in as few lanes as leave room for their labels. */
function packed(spans: readonly Span[], axis: Axis): Span[][] {
	const lanes: { end: number; spans: Span[] }[] = []
	for (const span of [...spans].sort((a, b) => axis.position(a.from) - axis.position(b.from))) {
		const from = axis.position(span.from)
		const end = (span.to === null ? 100 : axis.position(span.to)) + 7
		const free = lanes.find((lane) => lane.end <= from)
		if (free) {
			free.spans.push(span)
			free.end = end
		} else lanes.push({ end, spans: [span] })
	}
	return lanes.map((lane) => lane.spans)
}

/** A shape or a state alone, for the legend. */
export function legendSwatch(
	entry:
		| { readonly shape: Shape }
		| { readonly state: DrawnState }
		| { readonly gap: true }
		| { readonly wave: true },
	id: string,
): Markup {
	const inside =
		'shape' in entry
			? shapeInside(entry.shape)
			: 'wave' in entry
				? html`<rect class="wave" width="22" height="16"/>`
				: 'gap' in entry
					? html`<rect class="bed" width="22" height="16"/><rect width="22" height="16" fill="url(#${id}-gap)"/>`
					: entry.state === 'unknown' || entry.state === 'affected'
						? html`<rect class="bed" width="22" height="16"/><rect width="22" height="16" fill="url(#${id}-${entry.state})"/>`
						: entry.state === 'not_covered'
							? html`<rect class="not-covered" x="0.5" y="0.5" width="21" height="15" fill="none"/>`
							: html`<rect class="bed" width="22" height="16"/><rect class="water" data-state="${entry.state}" y="${16 - (levels[entry.state] * 16) / bandHeight}" width="22" height="${(levels[entry.state] * 16) / bandHeight}"/>`
	return html`<svg class="swatch" width="22" height="16" aria-hidden="true">${inside}</svg>`
}
