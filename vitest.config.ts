import { cloudflareTest } from '@cloudflare/vitest-plugin'
import { getViteConfig } from 'astro/config'
import { defineConfig } from 'vitest/config'

/**
 * How much is tried where it is a matter of patience: minutes of a simulated day, arbitrary pages,
 * and where they are looked for.
 */
const measures = Object.fromEntries(
	['DAY_MINUTES', 'WALL_PAGES', 'GROWTH_LOOKS', 'FC_SEED'].flatMap((name) =>
		process.env[name] ? [[name, process.env[name]]] : [],
	),
)

/**
 * One project per kind of proof. `runtime` runs inside workerd with the bindings of wrangler.toml;
 * everything else runs in Node. `pages` renders pages of the site as Astro does, one at a time.
 * Tests that drive a whole Miniflare from outside are named `*.node.test.ts` and live beside the
 * runtime tests.
 */
export default defineConfig({
	test: {
		globalSetup: './test/support/fitting-content.ts',
		projects: [
			{
				test: {
					name: 'pure',
					include: ['test/core/**/*.test.ts', 'test/*.test.ts'],
					setupFiles: './test/support/fixed-seed.ts',
					testTimeout: 60_000,
				},
			},
			{ test: { name: 'contract', include: ['test/contract/**/*.test.ts'], testTimeout: 60_000 } },
			{
				test: {
					name: 'site',
					include: ['test/site/*.test.ts'],
					testTimeout: 60_000,
					hookTimeout: 120_000,
				},
			},
			getViteConfig(
				{
					test: {
						name: 'pages',
						include: ['test/site/{pages,components}/*.test.ts'],
						testTimeout: 60_000,
						hookTimeout: 120_000,
					},
				},
				{ logLevel: 'error' },
			),
			{
				plugins: [
					cloudflareTest({
						wrangler: { configPath: './wrangler.toml' },
						miniflare: { bindings: measures },
					}),
				],
				test: {
					name: 'runtime',
					include: ['test/runtime/**/*.test.ts'],
					exclude: ['test/runtime/**/*.node.test.ts'],
					testTimeout: 30_000,
				},
			},
			{
				test: {
					name: 'system',
					include: ['test/runtime/**/*.node.test.ts', 'test/edge/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
				},
			},
			{
				test: {
					name: 'cli',
					include: ['test/cli/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
				},
			},
			{
				test: {
					name: 'browser',
					include: ['test/browser/**/*.test.ts'],
					testTimeout: 120_000,
					hookTimeout: 120_000,
					fileParallelism: false,
				},
			},
		],
	},
})
