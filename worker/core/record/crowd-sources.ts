import type { ProviderHeader } from '#core/model/documents.ts'
import type { Provider } from '#core/model/provider.ts'
import { intakeSource } from '#core/model/report.ts'

/** Who counts the crowd, as pages and charts name it. */

/** The crowd sources of a provider with their names, our own form among them. */
export function crowdSourcesOf({ sources }: Provider): ProviderHeader['crowdSources'] {
	const counting = sources.filter((source) => source.kind === 'crowd')
	return [
		{ id: intakeSource, name: 'Reports sent to this site' },
		...counting.map(({ id, name, platform }) => ({
			id,
			name: name ?? platformNames[platform] ?? id,
		})),
	]
}

/** The name of a source; a reading names its source itself. */
export function crowdSourceName(
	provider: Pick<ProviderHeader, 'crowdSources'>,
	source: string,
): string {
	return (
		provider.crowdSources.find(({ id }) => id === source)?.name ?? importedName(source) ?? source
	)
}

/**
 * A file that somebody imported and that names nobody is known by its hash alone: `Counts from a
 * file (09b1fc98)`.
 */
function importedName(source: string): string | undefined {
	const hash = /^import-report-file-([0-9a-f]+)$/.exec(source)?.[1]
	return hash === undefined ? undefined : `${platformNames['report-file']} (${hash})`
}

/** What a source is called that has no name of its own. */
const platformNames: Readonly<Record<string, string>> = {
	'github-issues': 'New issues on GitHub',
	'hacker-news': 'Mentions on Hacker News',
	downdetector: 'Downdetector',
	'report-file': 'Counts from a file',
}
