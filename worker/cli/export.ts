import { resolve } from 'node:path'
import type { Evidences } from '#core/bundle/evidences.ts'
import { joinArchive } from '#core/bundle/join.ts'
import { withOwnCoverage } from '#core/bundle/own-coverage.ts'
import { withImportSources } from '#core/import/imported-sources.ts'
import { counted } from '#core/text/words.ts'
import { type Blobs, cannotWrite, readEvidences, writeBundle } from './bundle.ts'
import { checkout } from './checkout.ts'
import { type Command, Negative, readArguments, shown, UsageError } from './command.ts'
import { startProgress } from './progress.ts'
import { type Store, withStore } from './store.ts'
import { say } from './terminal.ts'

export const command: Command = {
	summary: 'writes the local store as an evidence bundle',
	usage: [
		'usage: tidemark export --out BUNDLE',
		'',
		'Writes the local store and the committed archive as one evidence bundle: through the ' +
			'running server, or from .wrangler when none is running.',
		'The folder BUNDLE must be new or empty; it appears whole or not at all. Where the store ' +
			'has lost bytes, all the rest is written,',
		'what is missing is listed, and the exit code is 1.',
	].join('\n'),
	async run(args) {
		const { values, positionals } = readArguments(args, { out: { type: 'string' } })
		if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" is one argument too many`)
		if (values.out === undefined) throw new UsageError('--out BUNDLE is missing')
		const out = resolve(values.out)
		const refusal = cannotWrite(out)
		if (refusal) throw new UsageError(refusal)
		await withStore((store) => exportStore(store, out))
	},
}

async function exportStore(store: Store, out: string): Promise<void> {
	const own = await readStore(store)
	const archive = readEvidences(checkout('content', 'archive'))
	const { evidences, leftOut } = archive
		? joinArchive(own.evidences, archive.evidences)
		: { evidences: ownOnly(own.evidences), leftOut: [] }
	const blobs = new Map([...(archive?.blobs ?? []), ...own.blobs])
	for (const document of leftOut)
		say(`left out of the archive: ${document}, which the store has looks of its own at`)
	const record = writeBundle(out, evidences, blobs, { incomplete: true })
	say(
		`${shown(out)}: ${record.incidents.length} incidents, ${record.episodes.length} episodes, ` +
			`${evidences.snapshots.length} looks`,
	)
	const missing = evidences.snapshots.filter(
		({ outcome, sha256 }) => outcome === 'stored' && sha256 !== undefined && !blobs.has(sha256),
	)
	for (const { url, fetchedAt, sha256 } of missing.slice(0, listedAtMost))
		say(`missing: what ${url} said at ${fetchedAt} (${sha256})`)
	if (missing.length > listedAtMost) say(`missing: ${missing.length - listedAtMost} more`)
	if (missing.length > 0)
		throw new Negative(
			`${shown(out)} has all but the bytes of ${counted(missing.length, 'check')}: the store has lost them`,
		)
}

/** Of what is missing. */
const listedAtMost = 20

/** A store without an archive. */
function ownOnly(evidences: Evidences): Evidences {
	return { ...evidences, content: withOwnCoverage(evidences.content, evidences.snapshots) }
}

/** Reads all that a bundle of a store holds. */
export async function readStore(
	store: Store,
): Promise<{ readonly evidences: Evidences; readonly blobs: Blobs }> {
	const content = await store.content()
	const snapshots = await store.snapshots()
	const wanted = [...new Set(snapshots.flatMap((snapshot) => snapshot.sha256 ?? []))]
	const progress = startProgress('read the store', wanted.length)
	const blobs = new Map<string, Uint8Array>()
	for (const [index, sha256] of wanted.entries()) {
		const bytes = await store.blob(sha256)
		if (bytes) blobs.set(sha256, bytes)
		progress.at(index + 1)
	}
	progress.end()
	return {
		evidences: {
			content: {
				...content,
				providers: content.providers.map((provider) => withImportSources(provider, snapshots)),
			},
			snapshots,
			reports: await store.counts(),
		},
		blobs,
	}
}
