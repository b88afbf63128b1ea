import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { launchBrowser } from './browser.ts'
import { buildSite, type StandIn, serveSite } from './built-site.ts'
import { writeBundle } from './told-record.ts'

/** A built site that is served, with a real browser before it. */
export interface OpenedSite {
	/** The folder of the built site. */
	readonly dist: string
	readonly address: string
	readonly browser: Browser
	/** Ends what was started and clears away what was written. */
	close(): Promise<void>
}

/**
 * Builds, serves and opens the site of a bundle, or of the told record where none is named.
 * `standIn` answers in the Worker's place, for the folder that was built.
 */
export async function openSite(
	options: { readonly bundle?: string; readonly standIn?: (dist: string) => StandIn } = {},
): Promise<OpenedSite> {
	const own =
		options.bundle === undefined ? mkdtempSync(join(tmpdir(), 'tidemark-bundle-')) : undefined
	if (own !== undefined) writeBundle(own)
	const dist = await buildSite(options.bundle ?? own ?? '')
	const { address, server } = await serveSite(dist, options.standIn?.(dist))
	const browser = await launchBrowser()
	return {
		dist,
		address,
		browser,
		async close() {
			await browser.close()
			server.close()
			for (const folder of [dist, ...(own === undefined ? [] : [own])])
				rmSync(folder, { recursive: true, force: true })
		},
	}
}
