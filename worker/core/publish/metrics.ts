import { Origin, SurfaceStateName } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time.ts'
import type { StatusAnswer } from './openapi/now-answers.ts'

/** The status as OpenMetrics text (https://prometheus.io/docs/specs/om/open_metrics_spec/): a state set per surface, ages as moments. */
export function openMetrics(status: StatusAnswer): string {
	const families: Family[] = [
		{
			name: 'tidemark_surface_state',
			type: 'stateset',
			help: 'The state of each surface as published; exactly one is 1.',
			samples: status.providers.flatMap((provider) =>
				provider.surfaces.flatMap((surface) =>
					SurfaceStateName.options.map((state) => ({
						labels: { provider: provider.id, surface: surface.id, tidemark_surface_state: state },
						value: surface.state === state ? 1 : 0,
					})),
				),
			),
		},
		gauge(
			'tidemark_open_incidents',
			'Incidents and maintenance that are open: posted by the provider (official), or reported by its users and not acknowledged (crowd).',
			// No sample rather than 0 while the page cannot be read: an alert must not take blindness for an end.
			status.providers.flatMap((provider) =>
				Origin.options
					.filter((origin) => provider.notKnown === null || provider.open.some((incident) => incident.origin === origin))
					.map((origin) => ({
						labels: { provider: provider.id, origin },
						value: provider.open.filter((incident) => incident.origin === origin).length,
					})),
			),
		),
		gauge(
			'tidemark_state_known',
			'Whether we can tell how a provider stands now: 0 while its page cannot be read or is not monitored.',
			status.providers.map((provider) => ({ labels: { provider: provider.id }, value: provider.notKnown === null ? 1 : 0 })),
		),
		gauge(
			'tidemark_last_good_look_timestamp_seconds',
			'When a document was last read with success.',
			status.providers.flatMap((provider) =>
				provider.documents.flatMap(({ source, document, lastGoodLookAt }) =>
					lastGoodLookAt === null ? [] : [{ labels: { provider: provider.id, source, document }, value: millisecondsOf(lastGoodLookAt) / 1000 }],
				),
			),
			'seconds',
		),
		gauge(
			'tidemark_open_gaps',
			'Documents or platforms that cannot be read at present.',
			status.providers.map((provider) => ({ labels: { provider: provider.id }, value: provider.gaps.filter((gap) => gap.to === undefined).length })),
		),
		gauge(
			'tidemark_recorder_reachable',
			'Whether a recorder answered.',
			status.recorders.map(({ shard, reachable }) => ({ labels: { shard }, value: reachable ? 1 : 0 })),
		),
		gauge(
			'tidemark_kv_writes_today',
			'KV writes of the current UTC day.',
			status.recorders.flatMap(({ shard, budgets }) => (budgets ? [{ labels: { shard }, value: budgets.kvWrites }] : [])),
		),
	]
	return `${families.map(familyText).join('')}# EOF\n`
}

interface Sample {
	readonly labels: Readonly<Record<string, string>>
	readonly value: number
}

interface Family {
	readonly name: string
	readonly type: 'gauge' | 'stateset'
	readonly help: string
	readonly unit?: string
	readonly samples: readonly Sample[]
}

function gauge(name: string, help: string, samples: readonly Sample[], unit?: string): Family {
	return { name, type: 'gauge', help, samples, ...(unit !== undefined && { unit }) }
}

function familyText({ name, type, help, unit, samples }: Family): string {
	const head = `# TYPE ${name} ${type}\n${unit === undefined ? '' : `# UNIT ${name} ${unit}\n`}# HELP ${name} ${escaped(help)}\n`
	return (
		head +
		samples
			.map(
				({ labels, value }) =>
					`${name}{${Object.entries(labels)
						.map(([key, text]) => `${key}="${escaped(text)}"`)
						.join(',')}} ${value}\n`,
			)
			.join('')
	)
}

function escaped(text: string): string {
	return text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')
}
