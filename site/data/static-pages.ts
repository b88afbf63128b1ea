import type { PageParts } from '#core/fragments/page-parts.ts'
import { methodologyPage } from '#core/publish/html/methodology-page.ts'
import { postmortemPage, postmortemsPage } from '#core/publish/html/postmortem-pages.ts'
import { addresses } from '#core/text/addresses.ts'
import { postmortems } from './postmortems.ts'
import { site, subjectNames } from './record.ts'

/** A page that the core renders for the build alone: address and parts. */
export interface StaticPage {
	readonly path: string
	readonly parts: PageParts
}

/** The editors' accounts, and the list of them. */
export async function postmortemPages(): Promise<StaticPage[]> {
	const written = await postmortems()
	const names = await subjectNames()
	return [
		{ path: addresses.postmortems, parts: postmortemsPage(written, names, site) },
		...written.map((postmortem) => ({
			path: addresses.postmortem(postmortem.slug),
			parts: postmortemPage(postmortem, names, site),
		})),
		{ path: addresses.methodology, parts: methodologyPage(site) },
	]
}
