import { alsoOut, alsoText } from '#core/documents/also-listed.ts'
import { isSaidSince, isStated, type ProviderNews, type SurfaceNews } from '#core/documents/news.ts'
import { attributed, authorOfBody, authorOfTitle } from '#core/text/authorship.ts'
import { listed, stateWords, statusWords } from '#core/text/words.ts'
import { bounded, cleaned } from '../markup.ts'
import { dateTimeText } from '../time-text.ts'
import { ageText } from './age.ts'

/**
 * What to tell those who ask, as plain text out of the record: who, what, since when, what the
 * provider says, how old that is, and
 * where it can be checked. Undefined where nothing is known to be wrong.
 */
export function pasteText(
	news: ProviderNews,
	at: string,
	address: string,
	publication: string,
): string | undefined {
	const { provider, open } = news.now
	const down = news.surfaces.filter((surface) => surface.standing === 'down')
	const incident = open.find(isStated)
	const beside = alsoOut(news.now)
	if (down.length === 0 && beside.length === 0 && !incident) return undefined
	const sentences: string[] = []
	const who = `${named(provider.name)} (${named(provider.operator)})`
	if (down.length > 0)
		sentences.push(`${who}, according to its status page: ${troubleTexts(down).join('; ')}.`)
	else if (beside.length === 0) {
		const affected = listed(
			news.surfaces
				.filter(({ standing }) => standing === 'affected')
				.map((surface) => named(surface.name)),
		)
		sentences.push(
			`${who} lists an open incident${affected === '' ? '; no surface is marked as out' : ` that names ${affected}; its page gives no level`}.`,
		)
	}
	if (beside.length > 0)
		sentences.push(
			`${down.length > 0 ? 'Also on its page' : `${who}, on its status page`}: ${beside.map((part) => named(alsoText(part))).join('; ')}.`,
		)
	const working = news.surfaces.filter(
		(surface) =>
			surface.standing === 'up' && surface.open !== null && isSaidSince(surface, surface.open),
	)
	if (working.length > 0)
		sentences.push(
			`Declared working again: ${listed(working.map((surface) => `${named(surface.name)} (${sinceText(surface)})`))}.`,
		)
	if (incident) {
		const { statement } = incident
		const quoted = `“${short(statement?.body ?? '')}”`
		const words =
			statement && authorOfBody(statement) === 'us'
				? attributed(short(statement.body), 'us', publication)
				: quoted
		sentences.push(
			statement
				? `${named(provider.name)} on ${dateTimeText(statement.at, statement.precision)} (${statusWords[statement.status]}): ${words}`
				: `The incident is ${authorOfTitle(incident) === 'us' ? short(incident.title) : `“${short(incident.title)}”`} (${statusWords[incident.status]}).`,
		)
	}
	if (news.lookAt === null)
		sentences.push('When we last looked is not known: this may have changed.')
	else
		sentences.push(
			`As seen on ${dateTimeText(news.lookAt)}${news.stale ? `, ${ageText(news.lookAt, at)} ago: this may have changed` : ''}.`,
		)
	sentences.push(
		address +
			(incident
				? `/incidents/${encodeURIComponent(provider.id)}/${encodeURIComponent(incident.id)}`
				: `/now/${encodeURIComponent(provider.id)}`),
	)
	return sentences.join(' ')
}

/** `partial outage of A and B since …`, one for each state and moment. */
function troubleTexts(down: readonly SurfaceNews[]): string[] {
	const groups = Map.groupBy(
		down,
		(surface) => `${stateWords[surface.state]} of ${sinceText(surface)}`,
	)
	return [...groups.values()].flatMap((surfaces) => {
		const [first] = surfaces
		if (!first) return []
		const names = listed(surfaces.map((surface) => named(surface.name)))
		return [`${stateWords[first.state]} of ${names} ${sinceText(first)}`.trim()]
	})
}

function sinceText({ since, basis }: SurfaceNews): string {
	return since === null
		? ''
		: `since ${dateTimeText(since)}${basis === 'seen' ? ', when we first saw it so' : ''}`
}

function named(text: string): string {
	return bounded(cleaned(text).replace(/\s+/g, ' ').trim(), 120)
}

function short(text: string): string {
	return bounded(cleaned(text).replace(/\s+/g, ' ').trim(), 280)
}
