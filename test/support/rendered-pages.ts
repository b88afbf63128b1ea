import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { experimental_AstroContainer as AstroContainer } from 'astro/container'
import type { AstroComponentFactory } from 'astro/runtime/server/index.js'
import { vi } from 'vitest'
import { bundleTexts } from '#core/bundle/layout.ts'
import type { Content } from '#core/model/content.ts'
import type { Export } from '#core/model/export.ts'

/** Pages of the site as Astro makes them, one at a time and from any record. */

/** What a file in `site/pages` is, as far as a test needs it. */
interface PageModule {
	readonly default: AstroComponentFactory
	readonly getStaticPaths?: () => Promise<readonly StaticPath[]> | readonly StaticPath[]
}

interface StaticPath {
	readonly params: Readonly<Record<string, string | undefined>>
	readonly props?: Readonly<Record<string, unknown>>
}

/** A whole page by its address: `/about`, `/providers/acme/days`. Rejects where there is none. */
export type PageAt = (address: string) => Promise<string>

/**
 * The pages of a record, which they read as a build does: from a bundle. What was read from another
 * one is forgotten.
 */
export async function pagesOf(record: Export, content: Content): Promise<PageAt> {
	const folder = mkdtempSync(join(tmpdir(), 'tidemark-bundle-'))
	const before = process.env.TIDEMARK_EXPORT
	try {
		for (const [name, text] of bundleTexts({ content, snapshots: [], reports: [] }, record))
			writeFileSync(join(folder, name), text)
		process.env.TIDEMARK_EXPORT = folder
		vi.resetModules()
		const { bundle } = await import('../../site/data/bundle.ts')
		await bundle()
	} finally {
		if (before === undefined) delete process.env.TIDEMARK_EXPORT
		else process.env.TIDEMARK_EXPORT = before
		rmSync(folder, { recursive: true })
	}
	const modules = import.meta.glob<PageModule>('../../site/pages/**/*.astro')
	const container = await AstroContainer.create()
	return async (address) => {
		for (const [file, load] of Object.entries(modules)) {
			const route = routeOf(file)
			if (!matches(route, address)) continue
			const page = await load()
			const own = (await page.getStaticPaths?.()) ?? [{ params: {} }]
			const found = own.find(({ params }) => filled(route, params) === address)
			if (found)
				return container.renderToString(page.default, {
					partial: false,
					params: { ...found.params },
					props: { ...found.props },
				})
		}
		throw new Error(`no page ${address}`)
	}
}

/** The HTML of one component. */
export async function rendered(
	component: AstroComponentFactory,
	props: Readonly<Record<string, unknown>>,
): Promise<string> {
	const container = await AstroContainer.create()
	return container.renderToString(component, { props: { ...props } })
}

/** `/providers/[provider]/days`. */
function routeOf(file: string): string {
	return file.replace(/^.*\/site\/pages/, '').replace(/(\/index)?\.astro$/, '') || '/'
}

function matches(route: string, address: string): boolean {
	const [wanted, given] = [route.split('/'), address.split('/')]
	return wanted.every((part, index) => part.startsWith('[') || part === given[index])
}

function filled(route: string, params: StaticPath['params']): string {
	return route.replace(/\[(?:\.\.\.)?(\w+)\]/g, (_whole, name: string) => params[name] ?? '')
}
