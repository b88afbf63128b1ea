import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { fileNames } from '#core/bundle/evidences.ts'
import { recognise } from '#core/import/recognise.ts'
import { incidentIdOf } from '#core/incident/merge.ts'
import type { Content } from '#core/model/content.ts'
import type { ContentProblem } from './content.ts'

/**
 * What content says of incidents that nothing records would be shown nowhere, and nobody would
 * notice: a misspelt id is a problem.
 */
export function unrecorded(folder: string, content: Content): ContentProblem[] {
	const known = new Set([...ofArchive(folder), ...ofRecords(folder, content)])
	// A publication that has only begun records nothing yet, and nothing can be looked up.
	if (known.size === 0) return []
	const file = (name: string) => `${basename(folder)}/${name}`
	const named = [
		...content.classes.map(({ subject }) => ({
			file: file('classes'),
			path: 'subject',
			reference: subject.slice('incidents/'.length),
		})),
		...content.changes.map(({ id, subject }) => ({
			file: file('changes'),
			path: `${id}: subject`,
			reference: subject.slice('incidents/'.length),
		})),
		...content.episodes.flatMap(({ id, provider, providers, incidents }) =>
			incidents.map((incident, index) => ({
				file: file(`episodes/${id}.json`),
				path: `incidents[${index}]`,
				reference: providers ? incident : `${provider}/${incident}`,
			})),
		),
	]
	return named
		.filter(({ reference }) => !known.has(reference))
		.map(({ reference, ...place }) => ({
			...place,
			expected: 'an incident in records/ or archive/',
			got: JSON.stringify(reference),
		}))
}

function ofArchive(folder: string): string[] {
	const path = join(folder, 'archive', fileNames.record)
	if (!existsSync(path)) return []
	const { incidents = [] } = JSON.parse(readFileSync(path, 'utf8')) as {
		incidents?: { provider: string; id: string }[]
	} // our own bundle
	return incidents.map(({ provider, id }) => `${provider}/${id}`)
}

function ofRecords(folder: string, { providers }: Content): string[] {
	return globSync('records/*/*', { cwd: folder }).flatMap((path) => {
		const provider = providers.find(({ id }) => id === basename(dirname(path)))
		const found =
			provider &&
			recognise(provider, { name: basename(path), body: readFileSync(join(folder, path), 'utf8') })
		if (!found || 'refusal' in found || found.observation.kind !== 'official') return []
		return found.observation.incidents.map(
			({ nativeId }) => `${provider.id}/${incidentIdOf(found.source.id, nativeId)}`,
		)
	})
}
