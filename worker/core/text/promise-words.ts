import type { Reference, ServicePromise } from '#core/model/register.ts'

/** The words of the register of promises for readers, and what it leaves to ask. */

export const promiseKindWords: Readonly<Record<ServicePromise['kind'], string>> = {
	guarantee: 'a guarantee',
	target: 'a target, not a guarantee',
	'none public': 'nothing public',
	disputed: 'disputed: texts contradict each other',
	'not found': 'not found where it was looked for',
}

/** How well a source bears what is said. */
export const sourceWords: Readonly<Record<Reference['confidence'], string>> = {
	exact: 'read there',
	approximate: 'at second hand or without a figure',
	disputed: 'contradicted by another text',
}

/** How months stand against a figure, after their number. */
export const monthVerdicts = {
	'within, however it is counted': 'within it however it is counted',
	'beyond, however it is counted': 'beyond it however it is counted',
	'depends on the counting': 'depending on how it is counted',
	'cannot be told': 'of which it cannot be told',
} as const

/** What a contract about availability has to answer, topic and question, in the order of a talk. */
export const toAsk: readonly (readonly [topic: string, question: string])[] = [
	[
		'Scope',
		'Which products, models, regions and plans are covered, by name? Are the app, the console ' +
			'and sign-in among them, or the API alone?',
	],
	['Promise or target', 'Is the figure guaranteed, or aimed at?'],
	[
		'Down',
		'What counts as down: a declared outage, a share of failed requests, slow answers? Does “degraded” count?',
	],
	[
		'Unit and window',
		'Down for whom: a project, a user, a request? Over which month, in which zone?',
	],
	['Measure', 'Who measures, where, and may we see the measurements? What happens if ours differ?'],
	['Left out', 'Are maintenance, overload, limits of rate, suppliers and test features left out?'],
	['Remedy', 'What follows below the figure, at which levels, and up to how much of the bill?'],
	['Claim', 'Who has to ask, by when, and with what evidence?'],
	[
		'Being told',
		'How soon after it begins are we told, by which way, and is the first statement sent to subscribers?',
	],
	[
		'Afterwards',
		'Is there an account of the cause, and within how many days? What is committed to, and can ' +
			'we see whether it was done?',
	],
	['Leaving', 'May we leave when it happens again, how often, and with which notice?'],
	[
		'Another door',
		'Can the same model be had through a cloud, under whose promise, and can we switch without them?',
	],
]

/** Which of the questions the public text of a promise leaves open, as topics. */
export function openQuestions(promise: ServicePromise): string[] {
	if (promise.kind === 'none public' || promise.kind === 'not found') return []
	const open: (readonly [string, boolean])[] = [
		['the figure', promise.percent === undefined],
		['what counts as down', promise.down === undefined],
		['for whom it is counted', promise.unit === undefined],
		['over what time', promise.window === undefined],
		['who measures', promise.measuredBy === undefined],
		['what follows below it', promise.remedies.length === 0],
		['by when to ask', promise.claimBy === undefined],
	]
	return open.flatMap(([topic, isOpen]) => (isOpen ? [topic] : []))
}
