import type { Milestones } from '#core/model/incident.ts'

/**
 * The durations that are counted between an incident's milestones, and what each moment means:
 * figures and the methodology page share them.
 */

/** What justifies each milestone. */
export const milestoneRules: Readonly<Record<keyof Milestones, string>> = {
	startedAt:
		'The start that the provider states; where it states none, or one of its statements or of ' +
		'a component’s outage carries an earlier time, the first time that it states.',
	signalAt:
		'The start of the window from which report counts stood above the usual volume for that ' +
		'hour, in a rise that reaches from 3 hours before the start to the end; where none was ' +
		'measured, the earliest moment that a publication cites, marked so. A rise belongs to the ' +
		'one incident whose start is nearest. Mentions are no signal.',
	acknowledgedAt:
		'When the provider’s first statement can have been posted: not before the time that it ' +
		'carries, not before the page says that it was written, and not before our last check ' +
		'without it. Where no statement is known, the filing of the incident.',
	identifiedAt: 'The first statement with the status “identified”.',
	monitoringAt: 'The first statement that a remedy is in place and being watched.',
	resolvedAt: 'The first statement of an end after which the incident was not open again.',
	postmortemAt: 'The first account that the provider published after the end.',
}

export interface MetricDefinition {
	/** The key of the figure in `/analysis/durations`, where it has one. */
	readonly id: string
	readonly name: string
	readonly from: string
	readonly to: string
	readonly notes: string
}

export const metrics: readonly MetricDefinition[] = [
	{
		id: 'timeToDetect',
		name: 'time to detect',
		from: 'start',
		to: 'the earlier of signal and acknowledgement',
		notes:
			'Needs a start apart from the first statement: a stated one, or a statement posted later ' +
			'than the time that it carries.',
	},
	{
		id: 'timeToAcknowledge',
		name: 'time to acknowledge',
		from: 'start',
		to: 'acknowledgement',
		notes:
			'Needs a start apart from the first statement: a stated one, or a statement posted later ' +
			'than the time that it carries.',
	},
	{
		id: 'acknowledgementLag',
		name: 'acknowledgement lag',
		from: 'signal',
		to: 'acknowledgement',
		notes:
			'Positive where users reported before the provider spoke, negative where it spoke first; ' +
			'known to the window of the counts. Measured and cited signals are told apart. What only ' +
			'users reported and no statement followed is counted as “never”, not dropped; without a ' +
			'signal there is no lag.',
	},
	{
		id: 'timeToIdentify',
		name: 'time to identify',
		from: 'start',
		to: 'cause identified',
		notes: '',
	},
	{
		id: 'timeToFix',
		name: 'time to a fix in place',
		from: 'start',
		to: 'fix in place',
		notes: 'The first one that was declared, whether it held or not.',
	},
	{
		id: 'timeToResolve',
		name: 'time to resolve',
		from: 'start',
		to: 'resolution',
		notes:
			'Maintenance is left out, and so is what was filed only when it was over without a word on when it began.',
	},
	{
		id: 'timeBetweenFailures',
		name: 'time between failures',
		from: 'start, or end',
		to: 'the next start',
		notes: 'Both ways of counting are in use; a figure says which one it is.',
	},
]

/**
 * The stages that statements declare, in the order in which they should come: a stage lasts from
 * its first statement to the next stage's first.
 */
export const stages: readonly {
	readonly id: string
	readonly name: string
	readonly from: keyof Milestones
	readonly to: keyof Milestones
}[] = [
	{
		id: 'investigating',
		name: 'first statement → cause identified',
		from: 'acknowledgedAt',
		to: 'identifiedAt',
	},
	{
		id: 'repairing',
		name: 'cause identified → fix in place',
		from: 'identifiedAt',
		to: 'monitoringAt',
	},
	{ id: 'watching', name: 'fix in place → resolved', from: 'monitoringAt', to: 'resolvedAt' },
	{ id: 'learning', name: 'resolved → postmortem', from: 'resolvedAt', to: 'postmortemAt' },
]

/**
 * From where a duration is counted. Studies and pages do it differently; a figure names its way.
 */
export const startVariants = {
	statedStart:
		'From the start that the provider states; where it states none, from its first statement.',
	firstStage: 'From the first statement, whatever start was stated afterwards.',
	investigating:
		'From the first statement with the status “investigating”; an incident without one is left out.',
} as const
