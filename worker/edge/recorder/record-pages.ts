import { canonicalJson, sha256Hex } from '#core/hash.ts'
import type { ProviderRecord } from '#core/record/provider-record.ts'
import type { RecordPage, RecordRest } from '../analyst/analyst-rpc.ts'
import type { Memory } from './memory.ts'

/** The shard's record for the analyst: how far it is, and the whole of it in pages. */

/** Characters of incidents in a page, about. */
const pageLength = 4_000_000

/**
 * Differs when anything differs that figures are counted from; a moment is not enough, since a file
 * may be imported that was read long ago.
 */
export function tagOf(
	{ contentHash, archiveHash, archivePacks, added, ledgers }: Memory,
	records: readonly ProviderRecord[],
): string {
	const parts = records.map(
		({ provider, asOf, coverage, publishedDays, gaps, rises, possibleRises }) => {
			const incidents = ledgers.get(provider.id)?.incidents
			return [
				provider.id,
				asOf,
				incidents ? digestOf(incidents) : null,
				...[coverage, publishedDays, gaps, rises, possibleRises].map(digestOf),
			]
		},
	)
	return sha256Hex(
		canonicalJson([contentHash, archiveHash, archivePacks.length, [...added], parts]),
	)
}

/**
 * What is remembered here is replaced when it changes, never changed in place, so each is hashed
 * once.
 */
const digests = new WeakMap<object, string>()

function digestOf(known: ReadonlyMap<string, object> | readonly unknown[] | object): string {
	const before = digests.get(known)
	if (before !== undefined) return before
	const digest = sha256Hex(
		known instanceof Map ? [...known.values()].map(digestOf).join(' ') : JSON.stringify(known),
	)
	digests.set(known, digest)
	return digest
}

/**
 * Why figures of this record have to wait; null when they need not. `archiveSeen`: whether the
 * archive was asked for since the object began.
 */
export function waitingFor(
	{ slot, archivePacks, archiveHash }: Memory,
	archiveSeen: boolean,
): string | null {
	if (archivePacks.length > 0)
		return `the recorder is still taking over the archive, ${archivePacks.length} parts of it are left`
	return slot !== null && (archiveSeen || archiveHash !== null)
		? null
		: 'the recorder has not made its first look yet'
}

/**
 * A page after `cursor`, which is empty at first: `<position of the provider>|<position of its next
 * incident>`.
 */
export function recordPage(
	records: readonly ProviderRecord[],
	tag: string,
	cursor: string,
	most = pageLength,
): RecordPage {
	const [place = 0, first = 0] = cursor.split('|').map(Number)
	const record = records[place]
	if (!record) return { tag, text: '', next: null }
	const texts: string[] = []
	let length = 0
	let position = first
	for (; position < record.incidents.length && length < most; position += 1) {
		const text = JSON.stringify(record.incidents[position])
		texts.push(text)
		length += text.length
	}
	const rest = first === 0 ? `"rest":${JSON.stringify(restOf(record))},` : ''
	const next =
		position < record.incidents.length
			? `${place}|${position}`
			: place + 1 < records.length
				? `${place + 1}|0`
				: null
	return { tag, text: `{${rest}"incidents":[${texts.join(',')}]}`, next }
}

function restOf({
	provider,
	asOf,
	coverage,
	states,
	episodes,
	rises,
	possibleRises,
	publishedDays,
	gaps,
}: ProviderRecord): RecordRest {
	return { provider, asOf, coverage, states, episodes, rises, possibleRises, publishedDays, gaps }
}
