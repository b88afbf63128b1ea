/** What the addresses of a record are made from. */
export interface Subjects {
	readonly provider: string
	readonly surface: string
	readonly incident: string
	readonly episode: string
	readonly sha256: string
	/** A UTC day about which something is known. */
	readonly day: string
}

/**
 * An address for each route that is read, by the route; those of Statuspage's shape have none but
 * the provider.
 */
export function addressesOf({
	provider,
	surface,
	incident,
	episode,
	sha256,
	day,
}: Subjects): Readonly<Record<string, string>> {
	const month = day.slice(0, 7)
	return {
		'/api/v1/status': `/api/v1/status`,
		'/api/v1/verdict/:provider/:surface': `/api/v1/verdict/${provider}/${surface}`,
		'/api/v1/providers': `/api/v1/providers`,
		'/api/v1/providers/:provider': `/api/v1/providers/${provider}`,
		'/api/v1/providers/:provider/reports': `/api/v1/providers/${provider}/reports?from=${month}-01&to=${month}-31`,
		'/api/v1/incidents': `/api/v1/incidents?provider=${provider}`,
		'/api/v1/incidents/:provider/:id': `/api/v1/incidents/${provider}/${incident}`,
		'/api/v1/incidents/:provider/:id/timeline': `/api/v1/incidents/${provider}/${incident}/timeline`,
		'/api/v1/episodes': `/api/v1/episodes?provider=${provider}`,
		'/api/v1/episodes/:id': `/api/v1/episodes/${episode}`,
		'/api/v1/episodes/:id/timeline': `/api/v1/episodes/${episode}/timeline`,
		'/api/v1/claims': `/api/v1/claims`,
		'/api/v1/at': `/api/v1/at?provider=${provider}&t=${day}T12:30:00Z`,
		'/api/v1/snapshots': `/api/v1/snapshots?source=${provider}/${provider}-status&day=${day}`,
		'/api/v1/snapshots/:sha256': `/api/v1/snapshots/${sha256}`,
		'/api/v1/analysis': `/api/v1/analysis`,
		'/api/v1/analysis/:name': `/api/v1/analysis/durations`,
		'/api/v1/export': `/api/v1/export?month=${month}`,
		'/api/v1/openapi.json': `/api/v1/openapi.json`,
		'/feeds/incidents/:provider/:file': `/feeds/incidents/${provider}/${incident}.atom`,
		'/feeds/:provider/:file': `/feeds/${provider}/${surface}.xml`,
		'/feeds/:file': `/feeds/all.json`,
		'/now.txt': `/now.txt`,
		'/now/:file{[a-z0-9-]+\\.txt}': `/now/${provider}.txt`,
		'/now': `/now`,
		'/now/:provider': `/now/${provider}`,
		'/report/:provider': `/report/${provider}`,
		'/incidents/:provider/:file{[A-Za-z0-9_-]+\\.md}': `/incidents/${provider}/${incident}.md`,
		'/badges/:file{[a-z0-9-]+\\.(svg|json)}': `/badges/${provider}.svg`,
		'/calendar/:file{[a-z0-9-]+\\.ics}': `/calendar/${provider}.ics`,
		'/metrics': `/metrics`,
		'/llms.txt': `/llms.txt`,
		'/corrections': `/corrections`,
		'/at': `/at?provider=${provider}&t=${day}T12:30:00Z`,
		'/snapshots/:sha256': `/snapshots/${sha256}`,
		'/incidents/:provider/:id': `/incidents/${provider}/${incident}`,
		'/episodes/:id': `/episodes/${episode}`,
		'/providers/:provider': `/providers/${provider}`,
	}
}
