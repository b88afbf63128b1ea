import { gzipSync } from 'node:zlib'
import { build } from 'esbuild'
import { generateContent } from '../../../worker/cli/generated-content.ts'
import { bundling } from '../../../worker/cli/worker-host.ts'
import type { Bench, Row } from '../measure.ts'

const mostParts = 16

/** How large the Worker is that is sent to its host, and what in it is large. */
export const bench: Bench = async () => {
	await generateContent()
	const made = await build({ ...bundling('worker/index.ts'), minify: true, metafile: true })
	const [output] = Object.values(made.metafile.outputs)
	const [file] = made.outputFiles
	if (!output || !file) throw new Error('the Worker gave no bundle')
	const total = file.contents.byteLength
	const zipped = gzipSync(file.contents).byteLength
	const parts = new Map<string, number>()
	for (const [path, { bytesInOutput }] of Object.entries(output.inputs))
		parts.set(partOf(path), (parts.get(partOf(path)) ?? 0) + bytesInOutput)
	const ordered = [...parts].sort(([, a], [, b]) => b - a)
	const [shown, rest] = [ordered.slice(0, mostParts), ordered.slice(mostParts)]
	const others = rest.reduce((sum, [, bytes]) => sum + bytes, 0)
	return [
		{
			name: 'bundle of the Worker, minified',
			measured: kilobytes(total),
			against: `${kilobytes(zipped)} gzipped`,
			ratio: percent(zipped, total),
			aim: '',
		},
		...[...shown, [`${rest.length} more`, others] as const].map(
			([name, bytes]): Row => ({
				name: `· ${name}`,
				measured: kilobytes(bytes),
				against: 'the whole',
				ratio: percent(bytes, total),
				aim: '',
			}),
		),
	]
}

/** A package by its name, our own by its room. */
function partOf(path: string): string {
	const [, name] = /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? []
	return name ?? path.split('/').slice(0, 3).join('/')
}

function kilobytes(bytes: number): string {
	return `${(bytes / 1000).toFixed(1)} kB`
}

function percent(part: number, whole: number): string {
	return `${((100 * part) / whole).toFixed(1)} %`
}
