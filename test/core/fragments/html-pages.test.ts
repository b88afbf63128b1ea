import { describe, expect, test } from 'vitest'
import { buildDocuments } from '#core/documents/build-documents.ts'
import { correctionsPage } from '#core/fragments/corrections-page.ts'
import { episodePage } from '#core/fragments/episode-page.ts'
import { incidentPage } from '#core/fragments/incident-page.ts'
import { bodySlot, fillShell, headSlot } from '#core/fragments/page-parts.ts'
import { providerPage } from '#core/fragments/provider-page.ts'
import { seenMarkup, timeMarkup } from '#core/fragments/time-text.ts'
import type { IncidentDocument } from '#core/model/documents.ts'
import { expectHarmless, infested } from '../../support/infested.ts'
import { toldRecord } from '../../support/told-record.ts'
import { visibleText as text } from '../../support/visible-text.ts'

const told = toldRecord()
const { site } = told.content
const documents = buildDocuments(told.record, told.content, 'told')
const indexes = [...documents.months.values()]

function incident(id: string): IncidentDocument {
	const document = documents.incidents.get(`acme/${id}`)
	if (!document) throw new Error(`the told record has no ${id}`)
	return document
}

const outage = incidentPage(incident('inc-outage'), site)

describe('an incident’s page', () => {
	test('gives both clocks, origin, provenance, evidence and a permalink on every line', () => {
		const lines = outage.bodyHtml.split('<li id="').slice(1)
		const statements = lines.filter(
			(line) =>
				/data-origin="official"/.test(line) &&
				/data-kind="(acknowledged|update|status_changed|resolved)"/.test(line),
		)
		expect(statements).toHaveLength(4)
		for (const line of statements) {
			expect(text(line)).toMatch(
				/official · provider’s time \d\d:\d\d:\d\d UTC · (seen between \d\d:\d\d:\d\d UTC and \d\d:\d\d:\d\d UTC|first seen at \d\d:\d\d:\d\d UTC, with no earlier look to compare) · watched live · snapshot [0-9a-f]{8}/,
			)
			const anchor = /^([^"]+)"/.exec(line)?.[1]
			expect(line).toContain(`href="#${anchor}"`)
			expect(line).toMatch(/href="\/snapshots\/[0-9a-f]{64}"/)
		}
	})

	test('the lines stand in order and every event is on the page under its own address', () => {
		const ids = [
			...outage.bodyHtml.matchAll(/<(?:li|div) id="([^"]+)" class="(?:event|with)"/g),
		].map((match) => match[1])
		expect([...ids].sort()).toEqual(
			incident('inc-outage')
				.timeline.events.map((event) => event.id)
				.sort(),
		)
		const times = [
			...outage.bodyHtml.matchAll(/class="permalink"[^>]*><time datetime="([^"]+)"/g),
		].map((match) => {
			const time = match[1] ?? ''
			// A day without a clock time stands after all that has one.
			return Date.parse(time.length === 10 ? `${time}T23:59:59Z` : time)
		})
		expect(times).toEqual([...times].sort((a, b) => a - b))
	})

	test('a fix that did not hold says how long it held', () => {
		expect(text(outage.bodyHtml)).toContain(
			'The fix did not hold. It was declared at 10:20:00 UTC and held for 11 min 40 s.',
		)
		expect(text(outage.bodyHtml)).toContain('1 declared fix did not hold.')
	})

	test('a silent edit is shown as a redline', () => {
		expect(outage.bodyHtml).toContain('<del>are</del><ins>were</ins>')
		expect(outage.bodyHtml).toContain('<ins> a few</ins>')
	})

	test('the milestones link to the lines that justify them', () => {
		for (const [, anchor] of outage.bodyHtml.matchAll(/<dt><a href="#([^"]+)"/g))
			expect(outage.bodyHtml).toContain(`id="${anchor}"`)
		expect(text(outage.bodyHtml)).toContain(
			'Resolved 4 May 2026, 11:05:00 UTC 1 h 4 min 40 s after the start',
		)
	})

	test('notes, claims, gaps, feeds and what it rests on are there', () => {
		const words = text(outage.bodyHtml)
		expect(outage.bodyHtml).toContain('<strong>eleven minutes</strong>')
		expect(words).toContain('The Press · 4 May 2026 · against the record: not checkable')
		expect(words).toContain('the server answered 503')
		expect(words).toMatch(/Built from \d+ snapshots/)
		for (const ending of ['xml', 'atom', 'json']) {
			for (const path of ['/feeds/incidents/acme/inc-outage', '/feeds/acme', '/feeds/all']) {
				expect(outage.headHtml).toContain(`href="${path}.${ending}"`)
				expect(outage.bodyHtml).toContain(`href="${path}.${ending}"`)
			}
		}
		expect(outage.headHtml).toContain(
			'<link rel="canonical" href="https://tidemark.example/incidents/acme/inc-outage">',
		)
	})

	test('an open incident says so and for how long', () => {
		const words = text(incidentPage(incident('inc-open'), site).bodyHtml)
		expect(words).toContain('has not declared it over as of 7 May 2026, 08:01:06 UTC')
		expect(words).toContain('open, 1 min 6 s so far')
	})
})

describe('hostile text', () => {
	const pages = {
		incident: incidentPage(incident('inc-attack'), site),
		provider: providerPage(
			documents.now.providers.find((now) => now.provider.id === 'acme') ?? raise(),
			documents.now.asOf,
			indexes,
			site,
		),
		corrections: correctionsPage(infested([...documents.feeds.values()]), documents.now, site),
		everywhere: incidentPage(infested(incident('inc-outage')), site),
		episode:
			[...documents.episodes.values()].map((document) =>
				episodePage(infested(document), site),
			)[0] ?? raise(),
	}

	test.each(Object.entries(pages))('stays text on the %s page', (_name, page) => {
		for (const part of [page.headHtml, page.bodyHtml]) expectHarmless(part)
		expect(`${page.headHtml}${page.bodyHtml}`).toContain('alert(1)')
	})
})

describe('times', () => {
	test('are never more exact than they are known', () => {
		expect(timeMarkup('2026-09-27T00:00:00Z', 'day').text).toBe(
			'<time datetime="2026-09-27" data-precision="day" data-form="full">27 September 2026</time>',
		)
		expect(text(timeMarkup('2026-09-27T10:04:00Z', 'minute').text)).toBe(
			'27 September 2026, 10:04 UTC',
		)
		expect(text(timeMarkup('2026-09-27T10:00:00Z', 'hour', 'clock').text)).toBe('10 h UTC')
		expect(
			text(
				seenMarkup(
					{ by: '2026-09-27T00:00:00Z', precision: 'day' },
					'rebuilt',
					'2026-03-02T11:49:20Z',
				).text,
			),
		).toBe('read 27 September 2026, not watched')
		expect(
			text(seenMarkup({ by: '2026-03-02T11:50:05Z' }, 'live', '2026-03-02T11:49:20Z').text),
		).toBe('first seen at 11:50:05 UTC, with no earlier look to compare')
	})
})

describe('a shell', () => {
	test('takes the parts once each, whatever is in them', () => {
		const parts = {
			title: 't',
			headHtml: '<title>$& $1</title>',
			bodyHtml: `<p>$\`${headSlot}</p>`,
		}
		expect(fillShell(`<head>${headSlot}</head><main>${bodySlot}</main>`, parts)).toBe(
			`<head><title>$& $1</title></head><main><p>$\`${headSlot}</p></main>`,
		)
		expect(() => fillShell('<main></main>', parts)).toThrow('the shell has no')
	})
})

function raise(): never {
	throw new Error('the told record lacks what this test needs')
}
