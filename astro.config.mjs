import { readdir } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'astro/config'

/** The platform takes 20,000 files of assets; this many is the time to leave more pages to the Worker. */
const manyFiles = 15_000

/** @type {import('astro').AstroIntegration} */
const fileCount = {
	name: 'file-count',
	hooks: {
		'astro:build:done': async ({ dir, logger }) => {
			const entries = await readdir(fileURLToPath(dir), { recursive: true, withFileTypes: true })
			const count = entries.filter((entry) => entry.isFile()).length
			if (count >= manyFiles) logger.warn(`${count} files: assets end at 20,000. Lower the number of built pages in site/data/pages.ts.`)
			else logger.info(`${count} files`)
		},
	},
}

export default defineConfig({
	srcDir: './site',
	publicDir: './site/public',
	outDir: './dist',
	output: 'static',
	trailingSlash: 'never',
	// `/incidents/claude/x` is the file `x.html`: assets and Worker answer the same address, without a slash at the end.
	// Styles stay files of their own because the pages' policy allows nothing inline.
	// Sixteen pages at a time: while one is written the next is rendered, a fifth less time for thousands of pages.
	build: { concurrency: 16, format: 'file', assets: 'assets', inlineStylesheets: 'never' },
	// White space is placed by the renderers; a compressor would change what the Worker does not.
	compressHTML: false,
	devToolbar: { enabled: false },
	vite: { build: { assetsInlineLimit: 0 } },
	integrations: [fileCount],
})
