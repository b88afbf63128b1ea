import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from '#core/hash.ts'
import type { Incident, Revision, SurfaceState, Update } from '#core/model/incident.ts'
import type { Seen } from '#core/model/instant.ts'
import type { Evidence } from '#core/model/snapshot.ts'
import type { Analysable, ScopedRecord } from './toolkit/scoped-record.ts'

/**
 * What goes into figures, as one number: equal hashes are equal figures. Every field that a
 * question can read is in it, proofs by their own hashes or
 * addresses. Rows are hashed as short lists in a fixed order: 100,000 incidents of 200 MB take two
 * seconds, as canonical JSON they took six.
 */

/**
 * SHA-256, in lower-case hex, over all that figures are counted from. Taken once per record,
 * whatever the scope.
 */
export function inputHashOf({ record }: Pick<ScopedRecord, 'record'>): string {
	const known = hashes.get(record)
	if (known !== undefined) return known
	const hash = hashOf(record)
	hashes.set(record, hash)
	return hash
}

const hashes = new WeakMap<Analysable, string>()

/**
 * Rows to a call of the hash function: all at once would be too long for a string, and too much for
 * the collector.
 */
const rowsAtOnce = 200

function hashOf(record: Analysable): string {
	const hasher = sha256.create()
	const {
		generatedAt,
		asOf,
		providers,
		coverage,
		episodes,
		claims,
		readings,
		rises,
		promises,
		causes,
		commitments,
		published,
		publishedDays,
		gaps,
	} = record
	hasher.update(
		utf8ToBytes(
			canonicalJson({
				generatedAt,
				asOf,
				providers,
				coverage,
				episodes,
				claims,
				readings,
				rises,
				promises,
				causes,
				commitments,
				published,
				publishedDays,
				gaps,
			}),
		),
	)
	const rows = <Row>(list: readonly Row[], row: (item: Row) => unknown) => {
		for (let start = 0; start < list.length; start += rowsAtOnce) {
			hasher.update(
				utf8ToBytes(`${JSON.stringify(list.slice(start, start + rowsAtOnce).map(row))}\n`),
			)
		}
	}
	rows(record.incidents, incidentRow)
	rows(record.states, stateRow)
	return bytesToHex(hasher.digest())
}

function incidentRow(incident: Incident): unknown[] {
	const {
		id,
		provider,
		origin,
		kind,
		title,
		impact,
		status,
		createdAt,
		startedAt,
		resolvedAt,
		precision,
		surfaces,
		milestones,
	} = incident
	const {
		startedAt: started,
		signalAt,
		acknowledgedAt,
		identifiedAt,
		monitoringAt,
		resolvedAt: resolved,
		postmortemAt,
	} = milestones
	return [
		[
			id,
			provider,
			origin,
			kind,
			title,
			impact,
			status,
			createdAt,
			startedAt,
			resolvedAt,
			precision,
			incident.scheduledFor,
			incident.scheduledUntil,
			surfaces,
		],
		[started, signalAt, acknowledgedAt, identifiedAt, monitoringAt, resolved, postmortemAt].map(
			(moment) =>
				moment === null
					? 0
					: [
							moment.at,
							moment.event,
							moment.precision,
							moment.cited,
							moment.claimedAt,
							...(moment.untold ? [moment.untold.after ?? 0] : []),
						],
		),
		incident.updates.map(updateRow),
		incident.spans.map(({ surface, component, state, from, to }) => [
			surface,
			component,
			state,
			from,
			to,
		]),
		incident.unattributed,
		seenRow(incident.seen),
		incident.revisions.map(revisionRow),
		incident.absence && [
			incident.absence.confirmed,
			incident.absence.stated,
			seenRow(incident.absence.seen),
		],
		incident.tied?.components.map(({ surface, component, seen, gone }) => [
			surface,
			component,
			seenRow(seen),
			gone && seenRow(gone),
		]),
		incident.url,
		incident.aliases,
		incident.listedIn.map(({ document }) => document),
		incident.evidence.map(proof),
	]
}

function updateRow(update: Update): unknown[] {
	const { id, at, publishedAt, status, body, summary, precision, confidence, notified, absence } =
		update
	return [
		[
			id,
			at,
			publishedAt,
			status,
			body,
			summary,
			precision,
			confidence,
			notified,
			absence?.confirmed,
		],
		seenRow(update.seen),
		update.states.map(({ surface, component, state, from }) => [surface, component, state, from]),
		update.revisions.map(revisionRow),
		update.evidence.map(proof),
	]
}

function stateRow({
	provider,
	surface,
	state,
	from,
	to,
	basis,
	seen,
	incident,
	update,
	evidence,
}: SurfaceState): unknown[] {
	return [
		provider,
		surface,
		state,
		from,
		to,
		basis,
		seenRow(seen),
		incident,
		update,
		evidence.map(proof),
	]
}

function revisionRow({ field, was, became, seen }: Revision): unknown[] {
	return [field, was, became, seenRow(seen)]
}

function seenRow({ after, by, precision }: Seen): unknown[] {
	return [after, by, precision]
}

function proof(evidence: Evidence): unknown {
	return evidence.kind === 'link'
		? evidence.url
		: [evidence.sha256, evidence.fetchedAt, evidence.provenance]
}
