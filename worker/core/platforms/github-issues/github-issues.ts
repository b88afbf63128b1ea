import type { CrowdObservation } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import { windowSeconds } from '#core/model/report.ts'
import type { Document } from '#core/model/snapshot.ts'
import { addSeconds, earliest, floorTo } from '#core/time/time.ts'
import { moment } from '../canonical.ts'
import { windowsOf } from '../counts/windows.ts'
import { textOptions } from '../options.ts'
import { ParseError, type Platform } from '../platform.ts'
import {
	instantAt,
	isRow,
	nameOfType,
	Problems,
	parseJson,
	quote,
	type Row,
	rowsOf,
} from '../read.ts'

/** The newest issues of one answer; the API gives no more than this. */
const listed = 100

const repositoryName = /^[A-Za-z0-9][A-Za-z0-9-]{0,38}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}$/

/**
 * New issues in a provider's public tracker on GitHub (REST API, `GET
 * /repos/{owner}/{repo}/issues`), per quarter of an hour. They count as
 * mentions: an issue may ask for a feature as well as report a trouble, one person may file many,
 * and releases bring more of them than
 * outages do; so they never open an incident alone. Pull requests, which the same list holds, are
 * not counted. Issues that were deleted or
 * moved since are no longer counted by a later look. Option `repository`: `owner/name`.
 */
export const githubIssues: Platform = {
	id: 'github-issues',
	kind: 'crowd',
	marks: 'none',
	counted: 'mentions',
	checkOptions: (options) =>
		textOptions(options, {
			repository: {
				expected: 'owner/name',
				required: true,
				fits: (text) => repositoryName.test(text),
			},
		}),
	plan: (source) => [
		{
			name: 'issues',
			url:
				`https://api.github.com/repos/${repositoryOf(source)}/issues` +
				`?state=all&sort=created&direction=desc&per_page=${listed}`,
			accept: 'application/vnd.github+json',
			bearsState: false,
			credential: { name: 'github', required: false },
		},
	],
	canonical: (document) => {
		const rows = issuesOf(document, new Problems(document.name))
		return JSON.stringify(
			rows
				.map(({ row }) => [row.number, moment(row.created_at), isIssue(row)])
				.sort(([a], [b]) => Number(a) - Number(b)),
		)
	},
	parse(documents): CrowdObservation {
		const [document] = documents
		if (!document) throw new ParseError('issues', '', 'no document')
		const problems = new Problems(document.name)
		return { kind: 'crowd', ...windowsIn(document, problems), problems: problems.all() }
	},
}

function windowsIn(document: Document, problems: Problems) {
	const rows = issuesOf(document, problems)
	const dated = new Map<unknown, { readonly at: string; readonly issue: boolean }>()
	for (const { row, path } of rows) {
		const at = instantAt(row.created_at, `${path}/created_at`, problems)
		if (at !== undefined) dated.set(row.number, { at, issue: isIssue(row) })
	}
	if (rows.length > 0 && dated.size === 0)
		throw new ParseError(document.name, '', 'a list in which nothing is an issue with its time')
	const all = [...dated.values()]
	const oldest = earliest(...all.map(({ at }) => at))
	// A full list is cut off somewhere within the second of its oldest row; a shorter one holds all
	// that there is.
	const since =
		oldest && (rows.length >= listed ? addSeconds(oldest, 1) : floorTo(oldest, windowSeconds))
	return windowsOf({
		times: all.filter(({ issue }) => issue).map(({ at }) => at),
		since,
		until: document.fetchedAt,
	})
}

/**
 * The list's rows that have a number. Throws ParseError when it is no list, with what the API says
 * instead.
 */
function issuesOf(document: Document, problems: Problems): { row: Row; path: string }[] {
	const list = parseJson(document)
	if (!Array.isArray(list)) {
		const said = isRow(list) && typeof list.message === 'string' ? `: ${quote(list.message)}` : ''
		throw new ParseError(
			document.name,
			'',
			`expected a list of issues, got ${nameOfType(list)}${said}`,
		)
	}
	const rows = rowsOf(list, '', problems)
	const numbered = rows.filter(({ row }) => Number.isSafeInteger(row.number))
	if (list.length > 0 && numbered.length === 0)
		throw new ParseError(document.name, '', 'a list in which nothing is an issue')
	for (const { row, path } of rows)
		if (!Number.isSafeInteger(row.number))
			problems.add(`${path}/number`, `expected a number, got ${quote(row.number)}`)
	return numbered
}

function isIssue(row: Row): boolean {
	return row.pull_request === undefined || row.pull_request === null
}

function repositoryOf(source: Source): string {
	return String(source.options?.repository)
}
