import { globSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { checkout } from '../../../worker/cli/checkout.ts'
import type { Bench } from '../measure.ts'

/** The largest built incident page, without any JavaScript. */
export const bench: Bench = async () => {
	const pages = globSync('incidents/**/*.html', { cwd: checkout('dist') }).map((path) => {
		const bytes = readFileSync(checkout('dist', path))
		return { bytes: bytes.byteLength, gzipped: gzipSync(bytes).byteLength }
	})
	const [largest] = pages.sort((a, b) => b.gzipped - a.gzipped)
	if (!largest) return 'skipped: the site is not built'
	const kilobytes = (value: number) => `${(value / 1024).toFixed(1)} KB`
	return [
		{
			name: 'largest incident page, gzipped',
			measured: kilobytes(largest.gzipped),
			against: `${kilobytes(largest.bytes)} as it is`,
			ratio: '',
			aim: '≤ 40 KB',
		},
	]
}
