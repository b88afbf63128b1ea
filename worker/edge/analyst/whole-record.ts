import { canonicalJson } from '#core/hash.ts'
import type { Content } from '#core/model/content.ts'
import type { Incident } from '#core/model/incident.ts'
import type { Analysable } from '#core/questions/toolkit/scoped-record.ts'
import { latest } from '#core/time/time.ts'
import type { RecordAnswers, RecordPart, RecordRest } from '../recorder/recorder-rpc.ts'

/**
 * All that figures are counted from, put together from the recorders' pages in the order of an
 * Export.
 */

/** How often a reading begins anew because the record changed in the middle of it. */
const mostAttempts = 4

/**
 * Reads the shards' records. Throws when one of them changes all the time; `tags` are those that
 * were read, in the shards' order.
 */
export async function readWholeRecord(
	content: Content,
	shards: readonly RecordAnswers[],
): Promise<{ readonly record: Analysable; readonly tags: string[] }> {
	const read = await Promise.all(shards.map(readShard))
	return {
		record: joined(
			content,
			read.flatMap(({ parts }) => parts),
		),
		tags: read.map(({ tag }) => tag),
	}
}

async function readShard(
	shard: RecordAnswers,
): Promise<{ readonly tag: string; readonly parts: RecordPart[] }> {
	for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
		const parts: RecordPart[] = []
		let tag: string | undefined
		for (let cursor: string | null = ''; cursor !== null; ) {
			const page = await shard.recordPage(cursor)
			if (tag !== undefined && page.tag !== tag) break
			tag = page.tag
			// The recorder wrote it from this very type.
			if (page.text !== '') parts.push(JSON.parse(page.text) as RecordPart)
			if (page.next === null) return { tag, parts }
			cursor = page.next
		}
	}
	throw new Error('the record changed while it was read, again and again')
}

function joined(content: Content, parts: readonly RecordPart[]): Analysable {
	const { claims, readings, promises, causes, commitments, published } = content
	const order = new Map(content.providers.map(({ id }, index) => [id, index]))
	const rests = parts
		.flatMap(({ rest }) => rest ?? [])
		.sort((a, b) => (order.get(a.provider.id) ?? 0) - (order.get(b.provider.id) ?? 0))
	const incidents = Map.groupBy(
		parts.flatMap((part) => part.incidents),
		(incident: Incident) => incident.provider,
	)
	return {
		generatedAt: latest(...rests.map(({ asOf }) => asOf)) ?? null,
		asOf: Object.fromEntries(rests.map(({ provider, asOf }) => [provider.id, asOf])),
		providers: rests.map(({ provider }) => provider),
		coverage: rests.flatMap(({ coverage }) => coverage),
		incidents: rests.flatMap(({ provider }) => incidents.get(provider.id) ?? []),
		states: rests.flatMap(({ states }) => states),
		episodes: rests.flatMap(({ episodes }) => episodes),
		claims,
		readings,
		rises: rests.flatMap(({ rises }) => rises),
		possibleRises: rests.flatMap(({ possibleRises }) => possibleRises),
		promises,
		causes,
		commitments,
		published,
		publishedDays: rests.flatMap(({ publishedDays }) => publishedDays),
		gaps: gapsOf(rests),
	}
}

/** A gap of several providers stands with each of them. */
function gapsOf(rests: readonly RecordRest[]): Analysable['gaps'] {
	return [
		...new Map(
			rests.flatMap(({ gaps }) => gaps.map((gap) => [canonicalJson(gap), gap] as const)),
		).values(),
	]
}
