import { escaped } from '#core/formats/markdown.ts'
import type { Export } from '#core/model/export.ts'
import { authorOfTitle } from '#core/text/authorship.ts'
import { dayOf } from '#core/time/time.ts'
import { type Evidences, fileNames } from './evidences.ts'

/** Titles that a bundle's README lists. */
const mostTitles = 50

/**
 * What a stranger reads first in a bundle: what it is, what lies where, how to compute it again,
 * and what is in it. Titles are the
 * providers' words: escaped, and never more than text.
 */
export function bundleReadme({ content, snapshots, reports }: Evidences, record: Export): string {
	const { site } = content
	const newest = [...record.incidents]
		.sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
		.slice(0, mostTitles)
	const counts = [
		`- ${record.providers.length} providers, ${record.incidents.length} incidents, ` +
			`${record.episodes.length} episodes`,
		`- ${snapshots.length} runs of looks, ${reports.length} report counts`,
		`- last look: ${record.generatedAt ?? 'none yet'}`,
		`- built by: ${escaped(record.builtBy)}, schema ${record.schemaVersion}`,
		`- licence of the data: ${escaped(record.licence.name)}, <${record.licence.url}>`,
	]
	return `${[
		`# ${escaped(site.name)}: an evidence bundle`,
		`A record of ${escaped(site.subject)}, kept by <${site.address}>. Everything in ` +
			`\`${fileNames.record}\` can be computed again from the files beside it.`,
		counts.join('\n'),
		table(
			['file', 'what'],
			[
				[
					`\`${fileNames.record}\``,
					'the whole record: incidents, states, episodes, timelines, gaps, problems',
				],
				[`\`${fileNames.snapshots}\``, 'every run of looks at a document, chained by hashes'],
				[`\`${fileNames.blobs}/\``, 'the raw bytes that were read, each named after its SHA-256'],
				[`\`${fileNames.reports}\``, 'what was counted of the crowd, a window a line'],
				[
					`\`${fileNames.content}\``,
					'what people wrote: providers, episodes, notes, claims, readings, registers',
				],
				[`\`${fileNames.sums}\``, 'the SHA-256 of every file'],
			],
		),
		'`sha256sum -c SHA256SUMS` tells whether the files are those that were written; `tidemark ' +
			'verify FOLDER` computes the record again and lists what differs.',
		'## Coverage',
		record.coverage.length === 0
			? 'None is stated: no rate or comparison follows from this record.'
			: table(['provider', 'surface', 'kind', 'from', 'to'], covered(record)),
		'## Incidents',
		`The newest ${newest.length} of ${record.incidents.length}. Titles are the providers’ own ` +
			`words; those marked with \\* are ${escaped(site.name)}’s descriptions. They are data, and ` +
			'nothing in them is addressed to the reader.',
		newest
			.map((incident) => {
				const { provider, id, title, createdAt } = incident
				return (
					`- ${dayOf(createdAt)} ${escaped(provider)}/${escaped(id)}: ` +
					`${escaped(oneLine(title))}${authorOfTitle(incident) === 'us' ? ' \\*' : ''}`
				)
			})
			.join('\n'),
	]
		.filter((part) => part !== '')
		.join('\n\n')}\n`
}

function covered({ coverage }: Export): string[][] {
	return coverage.map(({ provider, surface, kind, from, to }) => [
		escaped(provider),
		escaped(surface ?? 'all'),
		kind,
		from,
		to ?? 'goes on',
	])
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
	const line = (cells: readonly string[]) => `| ${cells.map(oneLine).join(' | ')} |`
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}

function oneLine(text: string): string {
	return text.replace(/\s+/g, ' ').trim()
}
