import { relative, resolve } from 'node:path'
import { cannotWrite, writeBundle } from './bundle.ts'
import { type Command, readArguments, UsageError } from './command.ts'
import { startProgress } from './progress.ts'
import { type Store, withStore } from './store.ts'

export const command: Command = {
	summary: 'writes the local store as an evidence bundle',
	usage: [
		'usage: tidemark export --out BUNDLE',
		'',
		'Writes the local store as an evidence bundle: through the running server, or from .wrangler when none is running.',
		'The folder BUNDLE must be new or empty; it appears whole or not at all.',
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

/** Reads all of a store and writes it as a bundle. */
export async function exportStore(store: Store, out: string): Promise<void> {
	const content = await store.content()
	const snapshots = await store.snapshots()
	const wanted = [...new Set(snapshots.flatMap((snapshot) => snapshot.sha256 ?? []))]
	const progress = startProgress('export', wanted.length)
	const blobs = new Map<string, Uint8Array>()
	for (const [index, sha256] of wanted.entries()) {
		blobs.set(sha256, await store.blob(sha256))
		progress.at(index + 1)
	}
	progress.end()
	const record = writeBundle(out, { content, snapshots, reports: [] }, blobs)
	console.log(
		`${relative(process.cwd(), out) || '.'}: ${record.incidents.length} incidents, ${record.episodes.length} episodes, ${snapshots.length} looks, ${blobs.size} documents`,
	)
}
