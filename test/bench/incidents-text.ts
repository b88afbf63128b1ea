import { addSeconds } from '#core/time/time.ts'

/**
 * An `incidents.json` of a Statuspage with `count` incidents of five updates each, newest first;
 * five of them on a day, then a quiet day.
 */
export function incidentsText(count: number): string {
	const words = ['resolved', 'monitoring', 'identified', 'investigating', 'investigating']
	const page = {
		id: 'bench0000000',
		name: 'Acme',
		url: 'https://status.acme.example',
		updated_at: '2026-09-30T00:00:00Z',
	}
	const incidents = Array.from({ length: count }, (_, index) => {
		const start = addSeconds(
			'2026-09-30T00:00:00Z',
			-Math.floor(index / 5) * 172_800 - (index % 5) * 7200,
		)
		const updates = words.map((status, place) => {
			const at = addSeconds(start, (words.length - 1 - place) * 900)
			const affected = [
				{
					code: 'c1',
					name: 'Acme API',
					old_status: 'operational',
					new_status: place === 0 ? 'operational' : 'partial_outage',
				},
			]
			const body = `Some requests fail with an error; others take longer than usual. We know of it and will say more when there is more to say (${place}).`
			return {
				id: `update${index}x${place}`,
				status,
				body,
				created_at: at,
				updated_at: at,
				display_at: at,
				affected_components: affected,
				deliver_notifications: true,
			}
		})
		return {
			id: `bench${String(index).padStart(7, '0')}`,
			name: `Elevated errors on some requests, number ${index}`,
			status: 'resolved',
			impact: index % 3 === 0 ? 'major' : 'minor',
			created_at: start,
			started_at: start,
			updated_at: addSeconds(start, 3600),
			resolved_at: addSeconds(start, 3600),
			shortlink: `https://stspg.example/${index}`,
			components: [{ id: 'c1', name: 'Acme API', status: 'operational' }],
			incident_updates: updates,
		}
	})
	return JSON.stringify({ page, incidents })
}
