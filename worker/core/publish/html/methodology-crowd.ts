import { simulatedTable } from '#core/crowd/simulated.ts'
import { crowdThresholds } from '#core/crowd/thresholds.ts'
import { html, type Markup } from '#core/fragments/markup.ts'
import { readingKindWords } from '#core/fragments/readings.ts'
import { table } from '#core/fragments/static-page.ts'
import { durationText } from '#core/fragments/time-text.ts'
import { Counted } from '#core/model/report.ts'
import { capital, countedWords } from '#core/text/words.ts'
import { longestCountsSeconds } from '#core/timeline/crowd.ts'

/**
 * How reports of users are counted and judged, with every number of the rules and its reason: the
 * code applies the same ones.
 */
export function methodologyOfCrowd(): Markup {
	return html`<p>What users report stands beside what the provider says and is never mixed with it. Counts come from this site’s own form and from the sources that a chart names; each source, surface and region is a series of its own, because they count different things in different ways.</p>
${table(
	'What a series counts',
	['Series of', 'Counts'],
	Counted.options.map((counted) => [counted, countedWords[counted]]),
)}
<p>A count is held against what is usual at that hour of the week: by the source’s own baseline where it has one, else by the median of the weeks kept. A rise, its peak and its end are events of the timeline, each with its numbers. Only a series of reporters opens an incident of the crowd, and only where nothing rose beside it at the same time; such an incident is merged into the provider’s own once it posts one. Where a window is missing nothing was counted, which is neither quiet nor loud. Crowd events belong to an incident from three hours before its beginning to three hours after its end; the counts themselves are kept beside it for ${durationText(longestCountsSeconds)} at most, and longer stretches are in the API.</p>
${table(
	'The numbers of the rules',
	['Value', 'Decides', 'Because'],
	Object.values(crowdThresholds).map(({ value, unit, decides, reason }) => [
		unit === 'seconds'
			? durationText(value)
			: `${value} ${value === 1 ? unit.replace(/s$/, '') : unit}`,
		decides,
		reason,
	]),
)}
<h3 id="possible">Rises, and possible rises</h3>
<p>Two rules read every series. The strict one calls a rise: two windows in three far above the usual and above the hours just before. Only it can open an incident. The slow one adds up how much better each window fits twice the usual count than the usual one, as a cumulative sum of log-likelihood ratios; counts are taken as Poisson, or as negative binomial where the weeks show that they scatter more. What it finds is <em>possible</em>: it opens no incident and is in no feed, and the API and the timelines have it under a name of its own, with its method and its confidence. Confidence is high by a source’s own baseline or three weeks and more, low by the last days, very low by less than a day.</p>
<p>A level that lasts for days becomes the usual one. A rise that is still there then ends because the level has changed, and so does the incident that it opened.</p>
<p>Changed with rules 3: a rise needs a jump, because a slow drift had opened up to 25 incidents a year in simulations; ${durationText(crowdThresholds.newUsualSeconds.value)} make a new level instead of a week; less than a day of counts decides by a prior instead of saying nothing; and possible rises are new, because the strict rule hears a doubling in one case of thirty.</p>
${simulation()}
<h3 id="readings">What a number in the press may mean</h3>
<p>“2,000 reports” may be the count of one window of fifteen minutes, a sum since the start, or what a chart showed when somebody looked, in one country or in all. Publications rarely say which. Downdetector counts people who came to its site to complain, and other signals from the web; it calls something a problem when reports are well above what is usual for that time of day, by a threshold that is not public. Such a number grows with the fame of a service and with the hour, and it is no number of people affected. Here a cited number is a <em>reading</em>: a single point with its source, its wording and, where it is said, its region and its kind. Nothing joins two of them.</p>
${table(
	'Kinds of reading',
	['Kind', 'What is known of it'],
	Object.entries(readingKindWords).map(([kind, words]) => [kind, capital(words)]),
)}`
}

/** What the numbers rest on: counts that were drawn, in the table that the simulation wrote. */
function simulation(): Markup {
	const { quiet, troubled } = simulatedTable
	return html`<h3 id="crowd-simulation">What the rules do to counts that were drawn</h3>
<p>Each row draws years of counts, with a day, a night and a weekend, after nine weeks to learn from. <em>Scattering</em> counts have a variance of the mean and a fifth of its square. The level of <em>drifting</em> ones wanders by half its height, correlated by 0.98 from window to window. <em>Growing</em> ones are three times as many after a year. <code>npm run bench -- crowd</code> draws them again.</p>
${table(
	'False alarms a year',
	['Counts', 'In 15 min', 'Incidents opened', 'Rises', 'Possible'],
	quiet.map(({ series, base, years, opened, rises, possible }) => [
		series,
		base,
		...[opened, rises, possible].map((count) => perYear(count, years)),
	]),
)}
${table(
	'How trouble of two hours is found',
	[
		'Counts',
		'In 15 min',
		'Trouble',
		'Possible within 45 min',
		'Possible',
		'Median',
		'A rise',
		'Median',
	],
	troubled.map(
		({ series, base, times, outages, soon, possible, possibleMinutes, rises, riseMinutes }) => [
			series,
			base,
			`${times} times`,
			percent(soon, outages),
			percent(possible, outages),
			minutes(possibleMinutes),
			percent(rises, outages),
			minutes(riseMinutes),
		],
	),
)}`
}

function perYear(count: number, years: number): string {
	return (count / years).toFixed(1)
}

function percent(part: number, of: number): string {
	return `${Math.round((100 * part) / of)}%`
}

function minutes(value: number | null): string {
	return value === null ? '' : `${value} min`
}
