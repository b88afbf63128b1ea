import { buildSite, countText, fittingSite } from './site-build.ts'
import { sentenceOf } from './system-error.ts'
import { sayError } from './terminal.ts'

/**
 * `npm run build`: builds the site into `dist/`, always; with `--if-changed`, only when it would
 * come out otherwise.
 */

const kept = process.argv.includes('--if-changed') ? fittingSite() : undefined
if (kept !== undefined) console.error(`the site is up to date: ${countText(kept)}`)
else
	await buildSite().catch((error: unknown) => {
		sayError(`tidemark: ${sentenceOf(error)}`)
		process.exitCode = 1
	})
