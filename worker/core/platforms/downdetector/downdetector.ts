import type { CrowdObservation, ObservedCount } from '#core/model/observation.ts'
import type { Source } from '#core/model/provider.ts'
import { windowSeconds } from '#core/model/report.ts'
import { addSeconds, floorTo } from '#core/time/time.ts'
import { scalar } from '../canonical.ts'
import { inPlanOrder, textOptions } from '../options.ts'
import type { Platform } from '../platform.ts'
import { isRow, Problems } from '../read.ts'
import { readAnswer } from './answer.ts'
import { alignedBaseline } from './baseline.ts'
import { type Company, readCompany } from './company.ts'
import { readPoints } from './points.ts'
import { readSymptoms } from './symptoms.ts'

const names = ['reports', 'company', 'indicators'] as const

const root = 'https://downdetectorapi.com/v2'

/**
 * Seconds asked for: 24 quarter hours, one less than the smallest page that the API is known to cut
 * its lists into (25).
 */
const reach = 6 * 3600

/**
 * Downdetector's Enterprise API v2: people who reported a problem, per quarter of an hour. Needs
 * credentials of a paid contract; without
 * them the source is off. The shape is taken from public clients of the API (a base address,
 * `point_in_time` with `total`, `indicators` and
 * `other`; a company with `stats_24`, `baseline`, `baseline_current` and `status`) and **was not
 * checked against the vendor's reference**: what
 * differs becomes a problem or a ParseError, never a count. A point is taken for the start of its
 * window. `total` is the count, `indicators`
 * those of it who pressed a button; the rest are signals that Downdetector gathers elsewhere.
 * Options: `slug`; `companyId`, which adds the baseline, the status and the symptoms; `region`, the
 * country that the company's page is for.
 */
export const downdetector: Platform = {
	id: 'downdetector',
	kind: 'crowd',
	marks: 'none',
	counted: 'reporters',
	checkOptions: (options) =>
		textOptions(options, {
			slug: {
				expected: "the company's slug",
				required: true,
				fits: (text) => /^[a-z0-9][a-z0-9._-]{0,79}$/.test(text),
			},
			companyId: { expected: 'digits', fits: (text) => /^\d{1,12}$/.test(text) },
			region: {
				expected: 'a text of 1 to 60 characters',
				fits: (text) => /^\S.{0,59}$/u.test(text),
			},
		}),
	plan: (source, now) =>
		addressesOf(source, now).map((one) => ({
			...one,
			accept: 'application/json',
			bearsState: false,
			credential,
		})),
	canonical: (document) => JSON.stringify(flatten(readAnswer(document))),
	parse(documents, options): CrowdObservation {
		const read = inPlanOrder(documents, names).map((document) => ({
			document,
			problems: new Problems(document.name),
		}))
		let points: ObservedCount[] = []
		let company: Company | undefined
		let symptoms: ReturnType<typeof readSymptoms> | undefined
		for (const { document, problems } of read) {
			if (document.name === 'company') company = readCompany(document, problems)
			else if (document.name === 'indicators') symptoms = readSymptoms(document, problems)
			else points = readPoints(document, problems)
		}
		const region = typeof options?.region === 'string' ? { region: options.region } : {}
		const baseline =
			company && points.length > 0
				? alignedBaseline(
						points,
						company,
						read.find(({ document }) => document.name === 'company')?.problems,
					)
				: undefined
		const reports = points.map((point): ObservedCount => {
			const usual = baseline?.get(point.at)
			return {
				...point,
				...region,
				...(usual !== undefined && { baseline: usual }),
				...(company?.status !== undefined &&
					point === points.at(-1) && { verdict: company.status }),
				...(symptoms?.at === point.at && { symptoms: symptoms.counts }),
			}
		})
		return { kind: 'crowd', reports, problems: read.flatMap(({ problems }) => problems.all()) }
	},
}

const credential = { name: 'downdetector', required: true } as const

function addressesOf(
	source: Source,
	now: string,
): { readonly name: string; readonly url: string }[] {
	const { slug, companyId } = source.options ?? {}
	const end = floorTo(now, windowSeconds)
	const between = (from: string) =>
		`startdate=${encodeURIComponent(from)}&enddate=${encodeURIComponent(end)}`
	const reports = {
		name: names[0],
		url: `${root}/slugs/${slug}/reports?${between(addSeconds(end, -reach))}&interval=15m`,
	}
	if (companyId === undefined) return [reports]
	return [
		reports,
		{
			name: names[1],
			url: `${root}/companies/${companyId}?fields=id,slug,stats_24,baseline,baseline_current,status`,
		},
		{
			name: names[2],
			url: `${root}/companies/${companyId}/indicators?${between(addSeconds(end, -windowSeconds))}`,
		},
	]
}

/**
 * Rows and numbers without anything nested deeper than the API has it. Throws ParseError like
 * `readAnswer`.
 */
function flatten(answer: ReturnType<typeof readAnswer>): unknown {
	return isRow(answer)
		? fields(answer)
		: answer.map((row) => (isRow(row) ? fields(row) : scalar(row)))
}

function fields(row: Readonly<Record<string, unknown>>): unknown {
	return Object.keys(row)
		.sort()
		.map((key) => [key, Array.isArray(row[key]) ? row[key].map(scalar) : scalar(row[key])])
}
