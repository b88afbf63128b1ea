import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { problemText, readContent } from '../../worker/cli/content.ts'
import { unrecorded } from '../../worker/cli/recorded-incidents.ts'
import {
	acme,
	acmeRecords,
	smallContent,
	temporaryFolder,
	writeFiles,
} from '../support/small-content.ts'

let folder = ''
beforeEach(() => {
	folder = temporaryFolder()
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** The sentences on a content folder that holds a sound small field and then these files. */
function problemsWith(files: Readonly<Record<string, unknown>>): string[] {
	const content = join(folder, 'content')
	writeFiles(content, { 'site.json': smallContent.site, 'providers/acme.json': acme, ...files })
	return readContent(content).problems.map(problemText)
}

const episode = {
	id: 'acme-2026-03-02',
	provider: 'acme',
	title: 'Two days',
	incidents: ['one1'],
	reason: 'One cause.',
}

describe('reading content', () => {
	test('sound content is read, in the order of its files', () => {
		const content = join(folder, 'content')
		writeFiles(content, {
			'site.json': smallContent.site,
			'providers/acme.json': { $schema: '../../.generated/provider.schema.json', ...acme },
			'providers/zeta.json': { ...acme, id: 'zeta' },
			'episodes/acme-2026-03-02.json': episode,
			'coverage/acme.json': [
				{
					provider: 'acme',
					from: '2026-03-02T00:00:00Z',
					kind: 'census',
					readAt: '2026-09-27',
					source: 'the page',
				},
			],
		})
		const { content: read, problems } = readContent(content)
		expect(problems).toEqual([])
		expect(read?.providers.map((provider) => provider.id)).toEqual(['acme', 'zeta'])
		expect(read?.episodes).toEqual([episode])
		expect(read?.coverage).toHaveLength(1)
	})

	test('every problem is told at once, with file, path, what was expected and what came', () => {
		const problems = problemsWith({
			'providers/acme.json': {
				...acme,
				name: 7,
				surfaces: [{ ...acme.surfaces[0], kind: 'chatty' }],
				sources: [{ ...acme.sources[0], everySeconds: 5 }],
			},
			'providers/broken.json': '{',
			'episodes/acme-2026-03-02.json': { ...episode, incidents: [] },
			'annotations/a.json': [{ id: 'x' }],
		})
		expect(problems).toContain('content/providers/acme.json: name: expected a string, got 7')
		expect(problems).toContain(
			'content/providers/acme.json: surfaces[0].kind: expected one of "chat", "api", "coding", "console", "media", "voice", "search", "other", got "chatty"',
		)
		expect(problems).toContain(
			'content/providers/acme.json: sources[0].everySeconds: expected at least 60, got 5',
		)
		expect(problems).toContain(
			'content/episodes/acme-2026-03-02.json: incidents: expected at least 1 entries, got []',
		)
		expect(
			problems.some((problem) =>
				problem.startsWith('content/providers/broken.json: expected JSON, got'),
			),
		).toBe(true)
		expect(problems).toContain(
			'content/annotations/a.json: [0].title: expected a string, got nothing',
		)
	})

	test('a postmortem is looked at too', () => {
		const problems = problemsWith({
			'postmortems/acme.md':
				'---\ntitle: x\nsubject: providers/acme\nwrittenAt: 2026-05-09\n---\n\nText.\n',
		})
		expect(problems).toEqual([
			expect.stringMatching(/^content\/postmortems\/acme\.md: author: expected .*, got nothing$/),
		])
	})

	test('a misspelt key is a problem, not an optional key that is absent', () => {
		expect(
			problemsWith({ 'providers/acme.json': { ...acme, statuspage: 'https://x.example' } }),
		).toEqual([
			'content/providers/acme.json: statuspage: expected no such key, got "https://x.example"',
		])
	})

	test('an instant in another spelling is told as such', () => {
		const problems = problemsWith({
			'coverage/acme.json': [
				{ provider: 'acme', from: '2026-03-02', kind: 'census', source: 'page' },
			],
		})
		expect(problems).toEqual([
			'content/coverage/acme.json: [0].from: expected an instant in UTC such as 2026-03-02T11:49:20Z, got "2026-03-02"',
		])
	})

	test('a file is named after what it holds', () => {
		expect(problemsWith({ 'providers/other.json': { ...acme, id: 'third' } })).toEqual([
			'content/providers/other.json: id: expected "other", the name of its file, got "third"',
		])
	})
})

describe('things that name each other', () => {
	test('platforms, options, surfaces, doors', () => {
		const [source] = acme.sources
		const problems = problemsWith({
			'providers/acme.json': {
				...acme,
				sources: [
					{ ...source, platform: 'carrier-pigeon' },
					{ ...source, covers: ['web', 'mail'] },
				],
				otherDoors: [{ name: 'Another', provider: 'nobody' }],
			},
		})
		expect(problems).toHaveLength(4)
		expect(problems[0]).toContain('sources[1].id: expected an id that nothing else has')
		expect(problems[1]).toContain('no platform "carrier-pigeon"')
		expect(problems[2]).toContain('sources[1].covers[1]: expected one of web, api, got "mail"')
		expect(problems[3]).toContain('otherDoors[0].provider: expected a provider that exists')
	})

	test('two surfaces may not answer to one name at one time, and may one after the other', () => {
		const aliases = (from: object, to: object) => ({
			...acme,
			surfaces: [
				{ ...acme.surfaces[0], aliases: [{ name: 'Studio', ...to }] },
				{ ...acme.surfaces[1], aliases: [{ name: ' studio ', ...from }] },
			],
		})
		expect(problemsWith({ 'providers/acme.json': aliases({}, {}) })).toHaveLength(1)
		expect(
			problemsWith({
				'providers/acme.json': aliases(
					{ from: '2026-01-01T00:00:00Z' },
					{ to: '2026-02-01T00:00:00Z' },
				),
			}),
		).toHaveLength(1)
		expect(
			problemsWith({
				'providers/acme.json': aliases(
					{ from: '2026-02-01T00:00:00Z' },
					{ to: '2026-02-01T00:00:00Z' },
				),
			}),
		).toEqual([])
	})

	test('a claim says where it stands, and the question that it answers is not an empty one', () => {
		const claim = {
			id: 'c',
			subject: 'providers/acme',
			at: '2026-03-02T11:00:00Z',
			title: 'T',
			body: '',
			author: 'A',
			links: [],
			writtenAt: '2026-03-02T11:00:00Z',
			claimant: 'A paper',
		}
		expect(
			problemsWith({ 'claims/a.json': [{ ...claim, standing: 'agrees', question: 'How many?' }] }),
		).toEqual([])
		const problems = problemsWith({
			'claims/a.json': [{ ...claim, standing: 'maybe', question: '' }],
		})
		expect(problems).toHaveLength(2)
		expect(problems[0]).toContain(
			'content/claims/a.json: [0].standing: expected one of "agrees", "conflicts", "superseded", "not checkable", got "maybe"',
		)
		expect(problems[1]).toContain('content/claims/a.json: [0].question: expected')
	})

	test('episodes, notes and coverage name providers that exist and times in order', () => {
		const note = {
			id: 'n',
			subject: 'incidents/ghost/x',
			at: '2026-03-02T11:00:00Z',
			endAt: '2026-03-02T10:00:00Z',
			title: 'T',
			body: '',
			author: 'A',
			links: [],
			writtenAt: '2026-03-02T11:00:00Z',
		}
		const problems = problemsWith({
			'episodes/acme-2026-03-02.json': episode,
			'episodes/ghost-2026-03-02.json': { ...episode, id: 'ghost-2026-03-02', provider: 'ghost' },
			'episodes/acme-2026-03-05.json': { ...episode, id: 'acme-2026-03-05' },
			'annotations/n.json': [note, note],
			'coverage/x.json': [
				{
					provider: 'acme',
					surface: 'mail',
					from: '2026-03-02T00:00:00Z',
					to: '2026-03-01T00:00:00Z',
					kind: 'live',
					source: 's',
				},
			],
		})
		expect(problems).toContain(
			'content/episodes/ghost-2026-03-02.json: provider: expected a provider that exists, got "ghost"',
		)
		expect(problems).toContain(
			'content/episodes/acme-2026-03-05.json: incidents[0]: expected an incident that is not in acme-2026-03-02 already, got "one1"',
		)
		expect(problems).toContain(
			'content/annotations/n.json: id: expected an id that nothing else has, got "n"',
		)
		expect(problems).toContain(
			'content/annotations/n.json: endAt: expected an instant not before 2026-03-02T11:00:00Z, got "2026-03-02T10:00:00Z"',
		)
		expect(problems).toContain(
			'content/coverage/x.json: surface: expected a surface of acme, got "mail"',
		)
		expect(problems).toContain(
			'content/coverage/x.json: to: expected an instant not before 2026-03-02T00:00:00Z, got "2026-03-01T00:00:00Z"',
		)
	})

	test('a class and a captured change name a provider that exists, once, and what they need', () => {
		const judgement = {
			subject: 'incidents/acme/one1',
			kind: 'not_an_outage',
			reason: 'Access was taken away by decision.',
			author: 'A',
			writtenAt: '2026-03-02T11:00:00Z',
			links: [],
		}
		const change = {
			id: 'c',
			subject: 'incidents/acme/one1',
			field: 'title',
			what: 'The title was widened.',
			seen: { by: '2026-03-02T12:00:00Z' },
			capturedBy: { name: 'captures', url: 'https://captures.example' },
			links: [],
		}
		expect(problemsWith({ 'classes/a.json': [judgement], 'changes/a.json': [change] })).toEqual([])
		const problems = problemsWith({
			'classes/a.json': [judgement, judgement, { ...judgement, subject: 'incidents/ghost/x' }],
			'changes/a.json': [
				{ ...change, field: 'body' },
				{ ...change, id: 'd', seen: { after: '2026-03-02T13:00:00Z', by: '2026-03-02T12:00:00Z' } },
				{ ...change, id: 'e', was: 'A', became: 'A' },
			],
		})
		expect(problems).toContain(
			'content/classes/a.json: subject: expected an incident that is in no class yet, got "incidents/acme/one1"',
		)
		expect(problems).toContain(
			'content/classes/a.json: subject: expected a provider that exists, got "incidents/ghost/x"',
		)
		expect(problems).toContain(
			'content/changes/a.json: statementAt: expected the time of the statement that was changed, got nothing',
		)
		expect(problems).toContain(
			'content/changes/a.json: seen.after: expected an instant before 2026-03-02T12:00:00Z, got "2026-03-02T13:00:00Z"',
		)
		expect(problems).toContain(
			'content/changes/a.json: became: expected something else than it was, got "A"',
		)
		expect(problemsWith({ 'classes/a.json': [{ ...judgement, reason: '' }] })[0]).toContain(
			'content/classes/a.json: [0].reason',
		)
	})

	test('an episode of several providers names all of them, and each incident by its provider', () => {
		const shared = {
			...episode,
			id: 'both-2026-03-02',
			providers: ['acme', 'zeta'],
			incidents: ['acme/one1', 'zeta/two2'],
		}
		const zeta = { 'providers/zeta.json': { ...acme, id: 'zeta' } }
		expect(
			problemsWith({
				...zeta,
				'episodes/both-2026-03-02.json': shared,
				'episodes/acme-2026-03-02.json': episode,
			}),
		).toEqual([])
		const problems = problemsWith({
			...zeta,
			'episodes/acme-2026-03-09.json': { ...shared, id: 'acme-2026-03-09' },
			'episodes/both-2026-03-02.json': {
				...shared,
				provider: 'ghost',
				incidents: ['acme/one1', 'two2'],
			},
			'episodes/zeta-2026-03-02.json': {
				...episode,
				id: 'zeta-2026-03-02',
				provider: 'zeta',
				incidents: ['acme/one1'],
			},
		})
		expect(problems).toContain(
			'content/episodes/acme-2026-03-09.json: id: expected an id that is none of acme’s own episodes, got "acme-2026-03-09"',
		)
		expect(problems).toContain(
			'content/episodes/both-2026-03-02.json: provider: expected one of acme, zeta, got "ghost"',
		)
		expect(problems).toContain(
			'content/episodes/both-2026-03-02.json: incidents: expected an incident of zeta, got ["acme/one1","two2"]',
		)
		expect(problems).toContain(
			'content/episodes/both-2026-03-02.json: incidents[1]: expected <provider>/<id> of one of acme, zeta, got "two2"',
		)
		expect(problems).toContain(
			'content/episodes/zeta-2026-03-02.json: incidents[0]: expected an incident of zeta, by its id alone, got "acme/one1"',
		)
	})

	test('what is said of an incident that nothing records is a problem, where anything is recorded', () => {
		const judgement = {
			subject: 'incidents/acme/one1',
			kind: 'not_an_outage',
			reason: 'Access was taken away by decision.',
			author: 'A',
			writtenAt: '2026-03-02T11:00:00Z',
			links: [],
		}
		const content = join(folder, 'content')
		writeFiles(content, {
			'site.json': smallContent.site,
			'providers/acme.json': acme,
			'classes/a.json': [judgement],
			'episodes/acme-2026-03-02.json': { ...episode, incidents: ['three3'] },
		})
		const { content: read } = readContent(content)
		if (!read) throw new Error('the content has problems')
		expect(unrecorded(content, read)).toEqual([])
		writeFiles(content, { 'records/acme/a.json': acmeRecords })
		expect(unrecorded(content, read).map(problemText)).toEqual([
			'content/episodes/acme-2026-03-02.json: incidents[0]: expected an incident in records/ or archive/, got "acme/three3"',
		])
	})
})
