import type { CapturedChange, Classification } from '#core/model/content.ts'
import type { Absence, Incident, Revision } from '#core/model/incident.ts'
import type { Evidence } from '#core/model/snapshot.ts'

/**
 * An incident with what somebody else's captures show of it: changes as revisions, a withdrawal as
 * an absence, each marked with whose captures they
 * are. `changes` are all that are known of it: those that it carries from an earlier telling are
 * replaced, so that telling it twice is telling it once.
 */
export function withCaptured(incident: Incident, changes: readonly CapturedChange[]): Incident {
	const bare = withoutCaptured(incident)
	if (changes.length === 0) return bare
	const statementOf = ({ statementAt }: CapturedChange) =>
		bare.updates.find((update) => update.at === statementAt)
	const withdrawal = changes.findLast((change) => change.field === 'withdrawn')
	const others = changes.filter((change) => change.field !== 'withdrawn')
	return {
		...bare,
		// Of a statement that this record does not have, the incident itself carries the change: it is
		// not lost.
		revisions: [
			...bare.revisions,
			...others.filter((change) => !statementOf(change)).map(revisionOf),
		],
		updates: bare.updates.map((update) => {
			const own = others.filter((change) => statementOf(change) === update)
			return own.length > 0
				? { ...update, revisions: [...update.revisions, ...own.map(revisionOf)] }
				: update
		}),
		...(withdrawal && !bare.absence?.confirmed && { absence: absenceOf(withdrawal) }),
	}
}

function withoutCaptured(incident: Incident): Incident {
	const isOurs = ({ capturedBy }: Revision) => capturedBy === undefined
	const isClean =
		incident.revisions.every(isOurs) &&
		incident.updates.every((update) => update.revisions.every(isOurs))
	if (isClean && incident.absence?.capturedBy === undefined) return incident
	const { absence, ...rest } = incident
	return {
		...rest,
		revisions: incident.revisions.filter(isOurs),
		updates: incident.updates.map((update) =>
			update.revisions.every(isOurs)
				? update
				: { ...update, revisions: update.revisions.filter(isOurs) },
		),
		...(absence && absence.capturedBy === undefined && { absence }),
	}
}

function revisionOf({
	field,
	was,
	became,
	seen,
	what,
	capturedBy,
	links,
}: CapturedChange): Revision {
	return {
		field,
		was: was ?? null,
		became: became ?? null,
		seen,
		what,
		capturedBy,
		evidence: evidenceOf({ capturedBy, links }),
	}
}

function absenceOf({ seen, what, capturedBy, links }: CapturedChange): Absence {
	return {
		document: capturedBy.name,
		seen,
		what,
		capturedBy,
		evidence: evidenceOf({ capturedBy, links }),
		confirmed: true,
	}
}

function evidenceOf({
	capturedBy,
	links,
}: Pick<CapturedChange, 'capturedBy' | 'links'>): Evidence[] {
	return [{ url: capturedBy.url, title: capturedBy.name }, ...links].map(
		(link): Evidence => ({ kind: 'link', ...link }),
	)
}

/**
 * An incident as an editor holds it to be, with the reason and what the page files it as; without a
 * judgement, as it is filed.
 */
export function withClass(incident: Incident, judgement: Classification | undefined): Incident {
	const filedAs = incident.classed?.filedAs ?? incident.kind
	if (!judgement) {
		if (!incident.classed) return incident
		const { classed: _, ...rest } = incident
		return { ...rest, kind: filedAs }
	}
	const { kind, reason, author, writtenAt, links } = judgement
	return { ...incident, kind, classed: { filedAs, reason, author, writtenAt, links } }
}
