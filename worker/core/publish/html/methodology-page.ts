import { bounds } from '#core/bounds.ts'
import { dayRule } from '#core/documents/surface-days.ts'
import { impactText, stateChip } from '#core/fragments/chips.ts'
import { html, type Markup, type Part } from '#core/fragments/markup.ts'
import type { PageParts } from '#core/fragments/page-parts.ts'
import { section, staticPage, table } from '#core/fragments/static-page.ts'
import { durationText } from '#core/fragments/time-text.ts'
import { episodeRule, waveRule } from '#core/incident/episodes.ts'
import { metrics, milestoneRules } from '#core/incident/metrics.ts'
import { failuresUntilFallback, firstRefusalSeconds, longestRefusalSeconds } from '#core/manners.ts'
import type { SiteHeader } from '#core/model/documents.ts'
import { rulesVersion, schemaVersion } from '#core/model/export.ts'
import { Precision } from '#core/model/instant.ts'
import { FailureKind } from '#core/model/snapshot.ts'
import { eventKinds } from '#core/model/timeline.ts'
import { Impact, IncidentStatus, Provenance, SurfaceStateName } from '#core/model/vocabulary.ts'
import { addresses } from '#core/text/addresses.ts'
import {
	affectedRule,
	failureRules,
	precisionRules,
	standingRules,
	stateRules,
} from '#core/text/vocabulary-texts.ts'
import {
	coverageWords,
	milestoneLabels,
	numberText,
	provenanceWords,
	statusWords,
} from '#core/text/words.ts'
import { backdatedAfterSeconds } from '#core/timeline/corrections.ts'
import { methodologyOfAnalyses } from './methodology-analysis.ts'
import { methodologyOfCrowd } from './methodology-crowd.ts'

/**
 * `/methodology`: how the record comes about and what every word in it means, made from the rules
 * that the code itself applies.
 */
export function methodologyPage(site: SiteHeader): PageParts {
	return staticPage(
		{
			title: 'Methodology',
			path: addresses.methodology,
			description:
				'How the record is made: looks, two clocks, coverage, the vocabularies, and the definition of every event, metric and figure.',
			lede: html`How the record comes about, and what each word in it means. The tables on this page are made from the rules that the code applies: schema ${schemaVersion}, rules ${rulesVersion}.`,
		},
		html`<nav class="contents" aria-label="On this page"><ul>${parts.map(([id, heading]) => html`<li><a href="#${id}">${heading}</a></li>`)}</ul></nav>${parts.map(([id, heading, content]) => section(id, heading, content()))}`,
		site,
	)
}

const parts: readonly (readonly [string, string, () => Markup])[] = [
	['looks', 'Looks and snapshots', looks],
	['manners', 'How we read status pages', manners],
	['clocks', 'Two clocks', clocks],
	['provenance', 'Provenance', provenance],
	['coverage', 'Coverage and gaps', coverage],
	['events', 'Events', events],
	['corrections', 'Corrections', corrections],
	['states', 'States, statuses, impact', states],
	['grouping', 'Episodes and waves', grouping],
	['metrics', 'Milestones and metrics', measures],
	['crowd', 'The crowd', methodologyOfCrowd],
	['analysis', 'Analyses', methodologyOfAnalyses],
	['claims', 'Claims', claims],
	['bounds', 'How much we show', howMuch],
	['limits', 'What is not done', limits],
]

function looks(): Markup {
	return html`<p>A recorder reads each source <a href="#manners">at a known pace</a> and keeps the raw bytes under their SHA-256 whenever their content changed. Every run of looks names the hash of the run before it, so that the record’s own rewriting would show; the last hash of each day is <a href="${addresses.feeds.heads}.xml">published as a feed</a>. Everything else on this site is computed from these bytes and can be computed again.</p>`
}

function manners(): Markup {
	return html`<p>We read the status APIs and feeds that a page documents, as it offers them: for programs, without a key, one request at a time for each document. Every request names this publication and an address to complain to, and carries the marks of the last answer, so that a page that has not changed need not send itself again.</p>
<p><strong>robots.txt.</strong> We do not crawl: we follow no links and fetch only the addresses listed with each provider. A documented status API exists to be polled by programs. Where a host’s robots.txt disallows such a path for crawlers, as that of status.claude.com is reported to do for <code>/api/</code>, we still read the documented API, at the pace below, and stop when the operator asks us to.</p>
<p><strong>Pace.</strong> While something is open, just over or unusual on a page, we check it as often as its source says, usually every 60 seconds. When all is quiet we check less often, usually every five minutes: the first notice of an incident may then be seen up to five minutes late, and its line says between which two checks it appeared. A server that asks for a pause gets it.</p>
<p><strong>A no is a no.</strong> A page that asks whether we are human, and an answer of 401, 403 or 451, is a refusal. We do not try again for ${durationText(firstRefusalSeconds)}, then for twice as long after each further refusal, up to ${durationText(longestRefusalSeconds)}. We never use another host, address or name to get round it. The refusal, and when we ask next, are shown on <a href="${addresses.now}">Now</a> and in <a href="${addresses.statusJson}">the status API</a>.</p>
<p><strong>Another voice of the same page.</strong> Where a page has a history feed, we read that instead while its status API refuses us or has failed ${failuresUntilFallback} times in a row, and say which of the two speaks. A feed tells incidents, and no state of a component.</p>`
}

function clocks(): Markup {
	return html`<p>Every line has the time that its source claims, and, apart from it, when we saw it: an interval between our last look without it and our first look with it. The two are never merged. What was read afterwards has no earlier look, and the line says “not watched”.</p>
<h3>How exactly a time is known</h3>${table(
		'Precision',
		['Precision', 'Means'],
		Precision.options.map((precision) => [precision, precisionRules[precision]]),
	)}`
}

function provenance(): Markup {
	return table(
		'Provenance',
		['Word', 'The bytes were'],
		Provenance.options.map((word) => [provenanceWords[word].short, provenanceWords[word].long]),
	)
}

function coverage(): Markup {
	return html`<p>For every provider the record states what kind of record it is, for which time. Outside of it, absence means nothing: a list, a strip or a band says “not known” there, never “fine”.</p>
<ul class="coverage">${Object.values(coverageWords).map((words) => html`<li>${words}</li>`)}</ul>
<p>A failed look is a gap from the first failure to the next good look. It neither opens nor closes anything, and says nothing about the service.</p>
${table(
	'Failures of a look',
	['Failure', 'Means'],
	FailureKind.options.map((kind) => [kind, failureRules[kind]]),
)}
<h3>The strip of days</h3><p>${dayRule}</p>`
}

function events(): Markup {
	return table(
		'Kinds of event',
		['Kind', 'Means'],
		Object.entries(eventKinds).map(([kind, text]): Part[] => [html`<code>${kind}</code>`, text]),
	)
}

function corrections(): Markup {
	return html`<p>What was replaced or taken away after publication keeps every version, with the look that last showed the old one and the look that first showed the new. Where only somebody else’s dated captures show a change, the line says “seen by others” and names them. Appending a statement is no edit. A statement counts as backdated when the time that it carries lies more than ${durationText(backdatedAfterSeconds)} before a look of ours that did not find it. Something counts as withdrawn when it is absent from a list that should hold it, in two good looks; falling off the end of a list is no withdrawal. <a href="${addresses.corrections}">All corrections.</a></p>`
}

function states(): Markup {
	return html`<p>A surface has a state, an incident has a status. The two vocabularies never mix. A word on a page that we do not know becomes “not known” and is reported as a problem.</p>
${table(
	'States of a surface',
	['State', 'Means'],
	[
		...SurfaceStateName.options.map((state) => [stateChip(state), stateRules[state]]),
		[stateChip('affected'), affectedRule],
	],
)}
<p>Statuses of an incident: ${IncidentStatus.options.map((status) => statusWords[status]).join(', ')}. Impact, as the provider rates it: ${Impact.options.map(impactText).join(', ')}. Maintenance and notices are kept, and counted as outages nowhere. So is what an editor holds to be no outage although the page files it as an incident, such as access that was suspended by decision: its page gives the reason, and every figure says how many were left out.</p>`
}

function grouping(): Markup {
	return html`<p><strong>Episode.</strong> ${episodeRule} An editor may group otherwise, and the page gives the reason.</p><p><strong>Wave.</strong> ${waveRule}</p>`
}

function measures(): Markup {
	return html`${table(
		'Milestones',
		['Milestone', 'Is'],
		milestoneLabels.map(([name, label]) => [label, milestoneRules[name]]),
	)}
${table(
	'Metrics',
	['Metric', 'From', 'To', 'Notes'],
	metrics.map((metric) => [metric.name, metric.from, metric.to, metric.notes]),
)}
<p>Durations are given as count, median, 90th percentile and range, with how many were left out and why; a mean alone misleads. No duration is counted from a time that is known only to the day.</p>`
}

function claims(): Markup {
	return html`<p>What somebody asserts is a claim with a source, a time and a standing, kept apart from what was observed. <a href="${addresses.claims}">All claims.</a></p>${table(
		'Standings',
		['Standing', 'Means'],
		Object.entries(standingRules).map(([standing, rule]): Part[] => [standing, rule]),
	)}`
}

function howMuch(): Markup {
	return html`<p>Some pages rewrite themselves every minute, or list new components at every check. We keep every version of what they served as a snapshot. What we read out of it and show has limits, so that one page cannot stop the record of the others. Where we leave something out, the page and the API say how much.</p>${table(
		'Limits on what a page can make grow',
		['What', 'At most', 'Why', 'Beyond it'],
		Object.values(bounds).map(({ what, most, why, beyond }): Part[] => [
			what,
			numberText(most),
			why,
			beyond,
		]),
	)}`
}

function limits(): Markup {
	return html`<ul class="bullets"><li>Providers are not ranked by the number of their incidents: they file at different granularity.</li><li>Rates, shares and comparisons are not drawn from samples.</li><li>No cause is stated that nobody stated.</li><li>A status page is what its provider says. That nothing was said does not show that nothing was wrong.</li><li>Provider texts are quoted, never rewritten; where the words are ours, the line says “our summary”.</li></ul>`
}
