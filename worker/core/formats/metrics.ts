import type { StatusAnswer } from '#core/model/status.ts'
import { Origin, SurfaceStateName } from '#core/model/vocabulary.ts'
import { millisecondsOf } from '#core/time/time.ts'

/**
 * The status as metrics, in both texts that scrapers read: Prometheus' own
 * (https://prometheus.io/docs/instrumenting/exposition_formats/,
 * version 0.0.4) and OpenMetrics (https://prometheus.io/docs/specs/om/open_metrics_spec/). Only
 * gauges, which every reader knows;
 * ages are moments.
 */
export type MetricsFormat = 'prometheus' | 'openmetrics'

export const metricsTypes: Readonly<Record<MetricsFormat, string>> = {
	prometheus: 'text/plain; version=0.0.4; charset=utf-8',
	openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
}

/**
 * OpenMetrics for who asks for it and does not like plain text better; plain text for everybody
 * else. `accept` is the header.
 */
export function metricsFormatFor(accept: string | null | undefined): MetricsFormat {
	const wanted = (accept ?? '').split(',').map((range) => {
		const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase())
		const quality = Number(parameters.find((part) => part.startsWith('q='))?.slice(2) ?? 1)
		return { type, quality: Number.isFinite(quality) ? quality : 0 }
	})
	const best = (name: string) =>
		Math.max(0, ...wanted.filter(({ type }) => type === name).map(({ quality }) => quality))
	const open = best('application/openmetrics-text')
	return open > 0 && open >= best('text/plain') ? 'openmetrics' : 'prometheus'
}

export function metricsText(status: StatusAnswer, format: MetricsFormat): string {
	return `${familiesOf(status)
		.map((family) => familyText(family, format))
		.join('')}${format === 'openmetrics' ? '# EOF\n' : ''}`
}

function familiesOf(status: StatusAnswer): Family[] {
	return [
		gauge(
			'tidemark_surface_state',
			'The status of each product as its provider posted it: exactly one state is 1.',
			status.providers.flatMap((provider) =>
				provider.surfaces.flatMap((surface) =>
					SurfaceStateName.options.map((state) => ({
						labels: { provider: provider.id, surface: surface.id, tidemark_surface_state: state },
						value: surface.state === state ? 1 : 0,
					})),
				),
			),
		),
		gauge(
			'tidemark_open_incidents',
			'Open incidents and maintenance: posted by the provider (official), or reported by users and not acknowledged (crowd).',
			// No sample rather than 0 while the page cannot be read: an alert must not take blindness for
			// an end.
			status.providers.flatMap((provider) =>
				Origin.options
					.filter(
						(origin) =>
							provider.notKnown === null ||
							provider.open.some((incident) => incident.origin === origin),
					)
					.map((origin) => ({
						labels: { provider: provider.id, origin },
						value: provider.open.filter(
							(incident) => incident.origin === origin && incident.kind !== 'not_an_outage',
						).length,
					})),
			),
		),
		gauge(
			'tidemark_state_known',
			'Whether we can tell how a provider stands now: 0 while its page cannot be read or is not monitored.',
			status.providers.map((provider) => ({
				labels: { provider: provider.id },
				value: provider.notKnown === null ? 1 : 0,
			})),
		),
		gauge(
			'tidemark_last_good_look_timestamp_seconds',
			'When we last read a document of a status page.',
			status.providers.flatMap((provider) =>
				provider.documents.flatMap(({ source, document, lastGoodLookAt }) =>
					lastGoodLookAt === null
						? []
						: [
								{
									labels: { provider: provider.id, source, document },
									value: millisecondsOf(lastGoodLookAt) / 1000,
								},
							],
				),
			),
			'seconds',
		),
		gauge(
			'tidemark_open_gaps',
			'Documents or platforms that we cannot reach at present.',
			status.providers.map((provider) => ({
				labels: { provider: provider.id },
				value: provider.gaps.filter((gap) => gap.to === undefined).length,
			})),
		),
		gauge(
			'tidemark_recorder_reachable',
			'Whether a recorder answered.',
			status.recorders.map(({ shard, reachable }) => ({
				labels: { shard },
				value: reachable ? 1 : 0,
			})),
		),
		gauge(
			'tidemark_kv_writes_today',
			'KV writes of the current UTC day.',
			status.recorders.flatMap(({ shard, budgets }) =>
				budgets ? [{ labels: { shard }, value: budgets.kvWrites }] : [],
			),
		),
	]
}

interface Sample {
	readonly labels: Readonly<Record<string, string>>
	readonly value: number
}

interface Family {
	readonly name: string
	readonly help: string
	readonly unit?: string
	readonly samples: readonly Sample[]
}

function gauge(name: string, help: string, samples: readonly Sample[], unit?: string): Family {
	return { name, help, samples, ...(unit !== undefined && { unit }) }
}

/** Units are OpenMetrics' alone, and so is an escaped quotation mark in a help text. */
function familyText({ name, help, unit, samples }: Family, format: MetricsFormat): string {
	const inUnit = unit !== undefined && format === 'openmetrics' ? `# UNIT ${name} ${unit}\n` : ''
	const helpText =
		format === 'openmetrics' ? escaped(help) : help.replace(/\\/g, '\\\\').replace(/\n/g, '\\n')
	const rows = samples.map(({ labels, value }) => {
		const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`)
		return `${name}{${pairs.join(',')}} ${value}\n`
	})
	return `# HELP ${name} ${helpText}\n# TYPE ${name} gauge\n${inUnit}${rows.join('')}`
}

function escaped(text: string): string {
	return text.replace(/[\\"]/g, '\\$&').replace(/\n/g, '\\n')
}
