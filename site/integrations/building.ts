import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { AstroIntegration } from 'astro'

/**
 * What a build says of itself: how far it is, to the process that started it, and how many files it
 * made.
 */

/**
 * Milliseconds between two messages: a bar that moves needs no more, and thousands of pages would
 * cost time.
 */
const messageEvery = 100

/** Tells the parent process how far the build is, where there is one that listens. */
export const progress: AstroIntegration = {
	name: 'progress',
	hooks: {
		'astro:build:start': ({ setPrerenderer }) => {
			if (!process.send) return
			let written = 0
			let of = 0
			let last = 0
			const tell = () => {
				const now = performance.now()
				if (now - last < messageEvery && written < of) return
				last = now
				process.send?.({ written, of })
			}
			setPrerenderer((prerenderer) => ({
				...prerenderer,
				async getStaticPaths() {
					const paths = await prerenderer.getStaticPaths()
					of = paths.length
					tell()
					return paths
				},
				async render(request, options) {
					const answer = await prerenderer.render(request, options)
					written += 1
					tell()
					return answer
				},
			}))
		},
	},
}

/**
 * The platform takes 20,000 files of assets; this many is the time to leave more pages to the
 * Worker.
 */
const manyFiles = 15_000

/** Says how many files there are, and warns before they are too many. */
export const fileCount: AstroIntegration = {
	name: 'file-count',
	hooks: {
		'astro:build:done': async ({ dir, logger }) => {
			const entries = await readdir(fileURLToPath(dir), { recursive: true, withFileTypes: true })
			const count = entries.filter((entry) => entry.isFile()).length
			if (count >= manyFiles)
				logger.warn(
					`${count} files: assets end at 20,000. Lower the number of built pages in site/data/pages.ts.`,
				)
			else logger.info(`${count} files`)
		},
	},
}
