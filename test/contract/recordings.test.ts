import { describe, expect, test } from 'vitest'
import { platformOf } from '#core/platforms/index.ts'
import { recordedFiles, recordings, withoutRecordings } from '../support/recordings.ts'
import { recorded } from './case.ts'
import { observe, official } from './honesty.ts'

/**
 * Every recorded file of these platforms is read by its adapter without an exception, and without a
 * problem.
 */

/**
 * Not documents of `/api/v2`: the undocumented page of the long history, whose times are prose
 * without a year, and manifests.
 */
const notOurs = [/github-history-.*\.json$/, /manifest\.json$/, /\.xml$/]

describe.skipIf(recordings === undefined)(`recorded documents${withoutRecordings}`, () => {
	const files = ['statuspage', 'incidentio', 'series'].flatMap(recordedFiles)
	const ours = files.filter((file) => !notOurs.some((pattern) => pattern.test(file)))

	test('are all there', () => {
		expect(ours.filter((file) => file.startsWith('statuspage/')).length).toBeGreaterThanOrEqual(7)
		expect(ours.filter((file) => file.startsWith('incidentio/')).length).toBeGreaterThanOrEqual(5)
		expect(ours.filter((file) => file.startsWith('series/')).length).toBeGreaterThanOrEqual(100)
	})

	test.each(ours)('%s', (file) => {
		const platform = platformOf(file.startsWith('incidentio/') ? 'incidentio' : 'statuspage')
		const document = recorded(
			nameOf(file),
			file,
			'https://status.example.com/proxy/status.example.com/incidents',
		)
		const observation = official(observe(platform, [document]))
		expect(observation?.problems).toEqual([])
		expect(
			(observation?.incidents.length ?? 0) +
				(observation?.states.length ?? 0) +
				(observation?.documents.length ?? 0),
		).toBeGreaterThan(0)
	})
})

function nameOf(file: string): string {
	if (file.includes('proxy-incidents')) return 'native'
	if (file.includes('scheduled-maintenances')) return 'scheduled-maintenances'
	if (file.includes('summary')) return 'summary'
	if (file.includes('incidents')) return 'incidents'
	return 'components' in JSON.parse(recorded('frame', file).body) ? 'summary' : 'incidents'
}
