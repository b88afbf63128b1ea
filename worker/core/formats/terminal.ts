import {
	isStated,
	isTroubled,
	type News,
	type ProviderNews,
	type Standing,
	type SurfaceNews,
} from '#core/documents/news.ts'
import { bounded, cleaned } from '#core/fragments/markup.ts'
import { ageText } from '#core/fragments/now/age.ts'
import { dateTimeText, dayText } from '#core/fragments/time-text.ts'
import type { OpenIncident, SiteHeader } from '#core/model/documents.ts'
import type { Verdict } from '#core/model/verdict.ts'
import { addresses } from '#core/text/addresses.ts'
import { authorOfBody } from '#core/text/authorship.ts'
import { stateWords, statusWords } from '#core/text/words.ts'

/**
 * How things stand, as plain text of eighty columns for a terminal. Colours only for who asks: what
 * a pipe or a log gets has no escapes, and no text of a provider ever has one.
 */

export interface TerminalOptions {
	readonly colour: boolean
	/** Only this provider, with its incidents. */
	readonly only?: string | undefined
}

const width = 80

/** `/now.txt` and `/now/{provider}.txt`. */
export function nowText(
	news: News,
	site: Pick<SiteHeader, 'name'>,
	origin: string,
	{ colour, only }: TerminalOptions,
): string {
	const paint = painter(colour)
	const told = news.providers.filter(({ now }) => only === undefined || now.provider.id === only)
	const troubled = told.filter(isTroubled)
	const lines = [
		`${site.name}, ${dateTimeText(news.at, 'minute')}`,
		...headline(told, troubled, news.at, only),
		'',
		...[...troubled, ...told.filter((one) => !isTroubled(one))].flatMap((one) => [
			...providerLines(one, news.at, paint, only !== undefined),
			...(only === undefined && isTroubled(one) ? [''] : []),
		]),
		'',
		`This repeats status pages; we don’t test the services. ${origin}${only === undefined ? addresses.now : addresses.nowOf(only)}`,
	]
	return `${lines
		.flatMap(wrapped)
		.join('\n')
		.replace(/\n{3,}/g, '\n\n')}\n`
}

/** One line for a script: verdict, product, state, since, age, address. */
export function verdictLine(verdict: Verdict, at: string, page: string): string {
	const { state, since, checkedAt } = verdict
	return `${[
		verdict.verdict,
		verdict.name,
		verdict.verdict === 'unknown'
			? 'status unknown'
			: state === null
				? 'named by an open incident'
				: stateWords[state],
		...(since === null ? [] : [`since ${clockOf(since, at)}`]),
		checkedAt === null ? 'never checked' : `checked ${clockOf(checkedAt, at)}`,
		verdict.incident?.url ?? page,
	]
		.map(oneLine)
		.join('\t')}\n`
}

function headline(
	told: readonly ProviderNews[],
	troubled: readonly ProviderNews[],
	at: string,
	only: string | undefined,
): string[] {
	const [one] = told
	if (only !== undefined && one) return [conditionOf(one, at)]
	if (told.every(({ stale }) => stale)) return ['We can’t tell what is down right now.']
	const unseen = told.filter((entry) => entry.stale && !isTroubled(entry)).length
	const rest = unseen > 0 ? ` We can’t tell about ${unseen} more.` : ''
	return [
		troubled.length === 0
			? `No outages on the status pages we can reach.${rest}`
			: `${troubled.length} of ${told.length} providers report a problem.${rest}`,
	]
}

/** The provider as a whole, in a sentence. */
function conditionOf(news: ProviderNews, at: string): string {
	const name = oneLine(news.now.provider.name)
	const checked = news.lookAt === null ? 'never checked' : `checked ${ageOf(news.lookAt, at)}`
	if (!isTroubled(news))
		return news.stale
			? `${name}: we can’t tell right now (${checked}).`
			: `${name}: no problem on its status page (${checked}).`
	const down = news.surfaces.filter(({ standing }) => standing === 'down')
	const since = down.map((surface) => surface.since).filter((moment) => moment !== null)
	since.sort()
	const first = since[0] ?? news.now.open.filter(isStated).map(beginningOf).sort()[0]
	const what =
		down.length > 0
			? `${down.length} of ${news.surfaces.length} products with a problem`
			: 'an open incident'
	const when = first === undefined ? '' : ` since ${clockOf(first, at)}`
	return `${name}: ${what}${when} (${checked}).`
}

const beginningOf = ({ startedAt, createdAt }: OpenIncident) => startedAt ?? createdAt

function providerLines(news: ProviderNews, at: string, paint: Paint, whole: boolean): string[] {
	const troubled = isTroubled(news)
	const mark = troubled
		? paint('down', '!')
		: news.stale
			? paint('not_known', '?')
			: paint('up', '.')
	const name = `${mark} ${conditionOf(news, at)}`
	const shown = news.surfaces.filter(
		({ standing }) => whole || (troubled && standing !== 'up' && standing !== 'not_covered'),
	)
	const widest = Math.min(34, Math.max(0, ...shown.map((surface) => oneLine(surface.name).length)))
	const incidents = whole
		? news.now.open.filter(isStated).flatMap((incident) => ['', ...incidentLines(incident, at)])
		: []
	return [
		...(whole ? [] : [name]),
		...shown.map(
			(surface) =>
				`    ${bounded(oneLine(surface.name), 34).padEnd(widest)}  ${paint(surface.standing, standingText(surface))}${
					surface.since === null || surface.standing === 'not_known'
						? ''
						: ` since ${clockOf(surface.since, at)}`
				}`,
		),
		...incidents,
	]
}

function incidentLines(incident: OpenIncident, at: string): string[] {
	const { statement } = incident
	const said = statement
		? [
				`    ${clockOf(statement.at, at)}, ${statusWords[statement.status]}${authorOfBody(statement) === 'us' ? ' (our summary)' : ''}: ${bounded(oneLine(statement.body), 400)}`,
			]
		: []
	return [`  ${bounded(oneLine(incident.title), 200)} (${statusWords[incident.status]})`, ...said]
}

function standingText({ standing, state }: SurfaceNews): string {
	if (standing === 'affected') return 'named by an open incident'
	return standing === 'not_known' ? 'unknown' : stateWords[state]
}

/** `11:49 UTC`, with the day where it is not that of the answer. */
function clockOf(instant: string, at: string): string {
	const clock = `${instant.slice(11, 16)} UTC`
	return instant.slice(0, 10) === at.slice(0, 10) ? clock : `${clock} on ${dayText(instant)}`
}

const ageOf = (from: string, to: string) => `${ageText(from, to)} ago`

function oneLine(text: string): string {
	return cleaned(text).replace(/\s+/g, ' ').trim()
}

type Paint = (standing: Standing, text: string) => string

const codes: Readonly<Record<Standing, number>> = {
	down: 31,
	affected: 33,
	maintenance: 34,
	up: 32,
	not_known: 90,
	not_covered: 90,
}

const controlStart = '\u001b'
const painted = new RegExp(`${controlStart}\\[\\d+m`, 'g')

function painter(colour: boolean): Paint {
	return (standing, text) =>
		colour ? `${controlStart}[${codes[standing]}m${text}${controlStart}[0m` : text
}

/** A line cut at spaces to the width; what follows stands as deep as its beginning. */
function wrapped(line: string): string[] {
	const depth = /^ */.exec(line)?.[0] ?? ''
	const lines: string[] = []
	let current = depth
	for (const word of line.slice(depth.length).split(/(?<=\S) (?=\S)/)) {
		const next = current.trim() === '' ? `${current}${word}` : `${current} ${word}`
		if (visible(next) > width && current.trim() !== '') {
			lines.push(current)
			current = `${depth}${word}`
		} else current = next
	}
	return [...lines, current.trimEnd()]
}

/** Columns that a text takes; an escape takes none. */
function visible(text: string): number {
	return text.replaceAll(painted, '').length
}
