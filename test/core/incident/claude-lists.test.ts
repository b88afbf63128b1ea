import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import type { Incident } from '#core/model/incident.ts'
import { Provider } from '#core/model/provider.ts'
import { isOver } from '#core/model/vocabulary.ts'
import { Chronicle, contentOf } from '../../support/chronicle.ts'
import { recording, recordings, withoutRecordings } from '../../support/recordings.ts'

/**
 * Hourly captures of a real list, each taken as one look: what the record says changed, against a
 * plain comparison of the captures.
 */

interface Row {
	readonly id: string
	readonly name: string
	readonly impact: string
	readonly created_at: string
	readonly resolved_at: string | null
	readonly incident_updates: readonly {
		readonly id: string
		readonly body: string
		readonly display_at: string
		readonly status: string
	}[]
}

interface Capture {
	readonly at: string
	readonly text: string
	readonly rows: readonly Row[]
}

const series = ['claude-lists-2026-05-12', 'claude-lists-2026-07-14'] as const
const claude = Provider.parse(
	JSON.parse(
		readFileSync(new URL('../../../content/providers/claude.json', import.meta.url), 'utf8'),
	),
)

describe.skipIf(recordings === undefined)(
	`a real list, captured by the hour${withoutRecordings}`,
	() => {
		test.each(series)('%s: every change at its capture, and none besides', (name) => {
			const captures = capturesOf(name)
			const incidents = recordOf(captures)
			for (const [position, capture] of captures.entries()) {
				const before = captures[position - 1]
				expect(changesIn(incidents, capture.at, position === 0), capture.at).toEqual(
					before ? differences(before, capture) : rowsOf(capture),
				)
			}
		})

		test('a row that is taken out of it is withdrawn, whichever end it stood at', () => {
			const [first] = capturesOf(series[0])
			if (!first) throw new Error('no capture')
			const inside = first.rows.slice(0, -1)
			for (const row of inside.filter((_, position) => position % 8 === 0)) {
				const rest = {
					...JSON.parse(first.text),
					incidents: first.rows.filter((other) => other !== row),
				}
				const looks = ['2026-05-12T18:05:45Z', '2026-05-12T19:05:45Z'].map((at) => ({
					at,
					text: JSON.stringify(rest),
					rows: rest.incidents,
				}))
				const gone = recordOf([first, ...looks]).filter(({ absence }) => absence?.confirmed)
				// Fifty rows are a full list, and 49 are all that there is: either way the row was inside.
				expect(gone.map(({ id, absence }) => [id, absence?.seen.by])).toEqual([
					[row.id, looks[0]?.at],
				])
			}
		}, 60_000)

		test('a duplicate that is listed once and gone an hour later, the list full before and after, is withdrawn', () => {
			const captures = capturesOf(series[0])
			const [first, ...later] = captures.slice(-2)
			if (!first || !later[0]) throw new Error('no captures')
			const [open] = later[0].rows.filter(({ resolved_at }) => resolved_at === null)
			if (!open) throw new Error('no open row')
			const without = (at: string) => ({
				at,
				text: first.text.replace(/"updated_at":"[^"]+"/, `"updated_at":"${at}"`),
				rows: first.rows,
			})
			const incidents = recordOf([
				first,
				later[0],
				without('2026-05-13T01:00:00Z'),
				without('2026-05-13T02:00:00Z'),
			])
			const gone = incidents.find(({ id }) => id === open.id)
			expect(gone?.absence).toMatchObject({
				confirmed: true,
				seen: { after: later[0].at, by: '2026-05-13T01:00:00Z' },
			})
		})
	},
)

function capturesOf(name: string): Capture[] {
	// The manifest is one of ours, in its documented form.
	const { frames } = JSON.parse(recording(`series/${name}/manifest.json`)) as {
		frames: { at: string; file: string | null }[]
	}
	return frames.flatMap(({ at, file }) => {
		if (file === null) return []
		const text = recording(`series/${name}/${file}`)
		return [{ at, text, rows: (JSON.parse(text) as { incidents: Row[] }).incidents }]
	})
}

function recordOf(captures: readonly Capture[]): Incident[] {
	const chronicle = new Chronicle(claude, 'replay')
	for (const { at, text } of captures) chronicle.look(at, 'incidents', text)
	return chronicle.exported(contentOf(claude)).incidents
}

function rowsOf({ rows }: Capture): string[] {
	return rows.map(({ id }) => `${id} is there`).sort()
}

/**
 * What differs between two captures, row by row. Times to the second: the page itself cuts
 * milliseconds.
 */
function differences(before: Capture, after: Capture): string[] {
	const old = new Map(before.rows.map((row) => [row.id, row]))
	const now = new Map(after.rows.map((row) => [row.id, row]))
	const last = after.rows.at(-1)
	const found = after.rows.flatMap((row) => {
		const was = old.get(row.id)
		return was ? rowDifferences(was, row) : [`${row.id} is there`]
	})
	const gone = before.rows.filter(
		(row) => !now.has(row.id) && (last === undefined || ended(row) > ended(last)),
	)
	return [...found, ...gone.map(({ id }) => `${id} is gone`)].sort()
}

function rowDifferences(was: Row, is: Row): string[] {
	const updates = new Map(was.incident_updates.map((update) => [update.id, update]))
	return [
		...(was.name === is.name ? [] : [`${is.id} title`]),
		...(was.impact === is.impact ? [] : [`${is.id} impact`]),
		...is.incident_updates.flatMap((update) => {
			const known = updates.get(update.id)
			if (!known) return [`${is.id} says ${update.id}`]
			return [
				...(known.body.trim() === update.body.trim() ? [] : [`${is.id} ${update.id} body`]),
				...(second(known.display_at) === second(update.display_at)
					? []
					: [`${is.id} ${update.id} at`]),
				...(known.status === update.status ? [] : [`${is.id} ${update.id} status`]),
			]
		}),
	]
}

function changesIn(incidents: readonly Incident[], at: string, isFirst: boolean): string[] {
	return incidents
		.flatMap(({ id, seen, revisions, updates, absence, status }) => {
			expect(isOver(status) || updates.length > 0).toBe(true)
			if (seen.by === at) return [`${id} is there`]
			if (isFirst) return []
			return [
				...revisions.flatMap((entry) => (entry.seen.by === at ? [`${id} ${entry.field}`] : [])),
				...updates.flatMap((update) => [
					...(update.seen.by === at ? [`${id} says ${update.id}`] : []),
					...update.revisions.flatMap((entry) =>
						entry.seen.by === at ? [`${id} ${update.id} ${entry.field}`] : [],
					),
				]),
				...(absence?.seen.by === at ? [`${id} is gone`] : []),
			]
		})
		.sort()
}

function ended(row: Row): number {
	return Date.parse(row.resolved_at ?? row.created_at)
}

function second(instant: string): string {
	return new Date(instant).toISOString().slice(0, 19)
}
