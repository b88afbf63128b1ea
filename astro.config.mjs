import { rmSync } from 'node:fs'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'astro/config'
import { fileCount, progress } from './site/integrations/building.ts'
import { generateContent } from './worker/cli/generated-content.ts'

/** The commands that build into another folder leave `dist/` as it is. */
let out = ''
let root = ''

/**
 * A build keeps the editors' texts in a folder of its own while it works: several run side by side,
 * and two that write one file would spoil each other.
 */
const workshop = fileURLToPath(new URL(`.astro/build-${process.pid}`, import.meta.url))
process.on('exit', () => rmSync(workshop, { recursive: true, force: true }))

/**
 * Whoever starts Astro, the content module fits, and what stands in `.generated/site.json` about
 * `dist/` is not left standing for another build.
 *
 * @type {import('astro').AstroIntegration}
 */
const fitting = {
	name: 'fitting',
	hooks: {
		'astro:config:setup': async ({ config }) => {
			await generateContent(fileURLToPath(config.root))
		},
		'astro:config:done': ({ config }) => {
			out = fileURLToPath(config.outDir)
			root = fileURLToPath(config.root)
		},
		'astro:build:start': () => {
			if (relative(join(root, 'dist'), out) === '')
				rmSync(join(root, '.generated', 'site.json'), { force: true })
		},
	},
}

export default defineConfig({
	srcDir: './site',
	publicDir: './site/public',
	outDir: './dist',
	cacheDir: workshop,
	output: 'static',
	trailingSlash: 'never',
	// `/incidents/claude/x` is the file `x.html`: assets and Worker answer the same address, without
	// a slash at the end.
	// Styles stay files of their own because the pages' policy allows nothing inline.
	// Sixteen pages at a time: while one is written the next is rendered, a fifth less time for
	// thousands of pages.
	build: { concurrency: 16, format: 'file', assets: 'assets', inlineStylesheets: 'never' },
	// Two routes that write one file are a mistake of ours: whichever won, one of the two would be
	// shown nowhere.
	prerenderConflictBehavior: 'error',
	// White space is placed by the renderers; a compressor would change what the Worker does not.
	compressHTML: false,
	devToolbar: { enabled: false },
	vite: { build: { assetsInlineLimit: 0 } },
	integrations: [fitting, progress, fileCount],
})
