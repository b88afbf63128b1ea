import type { PageParts } from '#core/fragments/page-parts.ts'

/** A page that the core renders for the build alone: address and parts. */
export interface StaticPage {
	readonly path: string
	readonly parts: PageParts
}
