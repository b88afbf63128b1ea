import type { Milestones } from '#core/model/incident.ts'

/** The durations that are counted between an incident's milestones, and what each moment means: figures and the methodology page share them. */

/** What justifies each milestone. */
export const milestoneRules: Readonly<Record<keyof Milestones, string>> = {
	startedAt: 'The start that the provider states; where it states none, its first statement.',
	signalAt: 'The moment from which report counts stood above the usual volume for that hour.',
	acknowledgedAt: 'The provider’s first statement; where none is known, the filing of the incident.',
	identifiedAt: 'The first statement with the status “identified”.',
	monitoringAt: 'The first statement that a remedy is in place and being watched.',
	resolvedAt: 'The first statement of an end after which the incident was not open again.',
	postmortemAt: 'The first account that the provider published after the end.',
}

export interface MetricDefinition {
	readonly name: string
	readonly from: string
	readonly to: string
	readonly notes: string
}

export const metrics: readonly MetricDefinition[] = [
	{
		name: 'time to detect',
		from: 'start',
		to: 'the earlier of signal and acknowledgement',
		notes: 'Needs a start that the provider states apart from its first statement.',
	},
	{ name: 'time to acknowledge', from: 'start', to: 'acknowledgement', notes: '' },
	{
		name: 'acknowledgement lag',
		from: 'signal',
		to: 'acknowledgement',
		notes: 'May be negative. An incident that was never acknowledged is counted as “never”, not dropped.',
	},
	{ name: 'time to resolve', from: 'start', to: 'resolution', notes: 'Maintenance is left out.' },
	{ name: 'time between failures', from: 'start, or end', to: 'the next start', notes: 'Both ways of counting are in use; a figure says which one it is.' },
]
