import { ObservedCount } from '#core/model/observation.ts'
import { readInstant } from '#core/time/time.ts'
import { addressOf, known, nameOf, type Problems, type Row, rowsOf } from '../read.ts'

/**
 * Rows in the shape of ReportCount, as the API and a bundle's `reports.jsonl` have them; `named`
 * stands where a row does not name who counted or where.
 */
export function readCounts(
	rows: readonly unknown[],
	path: string,
	named: Pick<ObservedCount, 'source' | 'region'>,
	problems: Problems,
): { readonly reports: ObservedCount[]; readonly providers: string[] } {
	const providers = new Set<string>()
	const reports = rowsOf(rows, path, problems).flatMap(({ row, path: place }) => {
		const { provider, ...rest } = row
		const read = ObservedCount.safeParse({
			...rest,
			...named,
			...textsOf(row, place, problems),
			at: readInstant(rest.at) ?? rest.at,
		})
		if (!read.success) {
			const [issue] = read.error.issues
			problems.add(`${place}/${issue?.path.join('/') ?? ''}`, issue?.message ?? 'no count')
			return []
		}
		if (typeof provider === 'string') providers.add(provider)
		return [read.data]
	})
	return { reports, providers: [...providers].sort() }
}

/** What a stranger may have written: bounded texts, and addresses that are some. */
function textsOf(
	row: Row,
	path: string,
	problems: Problems,
): Partial<Pick<ObservedCount, 'source' | 'region' | 'links'>> {
	const links = Array.isArray(row.links)
		? row.links.flatMap((link) => addressOf(link) ?? [])
		: undefined
	return known({
		source: nameOf(row.source, `${path}/source`, problems),
		region: nameOf(row.region, `${path}/region`, problems),
		links,
	})
}
