import type { Question } from '../question.ts'
import { occurrencesOf } from '../relapse/between.ts'
import { baselines, leadingBaseline } from '../toolkit/baselines.ts'
import { AfterTheAllClearFigures } from './figures.ts'
import { edges, hazardCounts, hazardOf } from './hazard.ts'

/** How the risk of the next failure falls, hour by hour after the page said that it was over. */
export const afterTheAllClear: Question<AfterTheAllClearFigures> = {
	name: 'after-the-all-clear',
	title: 'After the all-clear',
	asks: 'How much likelier than usual is the next failure in each hour after “resolved”?',
	method:
		'An all-clear is an end at which nothing else was open on a product that the incident ' +
		'names. It fails when the next incident begins on one of these products, and is followed ' +
		'only as long as the record is complete. ' +
		'For each hour of the first day, and then for days up to the seventh: failures in it ÷ the ' +
		'hours in which all-clears still held, and beside it how many were to be expected. ' +
		`Expected is what the baseline “${leadingBaseline}” gives, as in the question relapse ` +
		`(${baselines[leadingBaseline].keeps}), here as its exact expectation and not by draws. ` +
		'The incidents of a month that name one of these products, the one that just ended left ' +
		'out, are spread over the covered hours of that month; an hour of the week weighs as many ' +
		'incidents as began in it, divided by its covered time. ' +
		'The ratio is failures ÷ expected: at 1 the all-clear says nothing about the next hour. It ' +
		'is given where at least one failure was to be expected. ' +
		'Its interval is the wider one of a Poisson interval (Byar) and of one from how much weeks ' +
		'differ, because one incident can end several all-clears and bad weeks hold many. ' +
		`${String(edges.length - 1)} stretches are ${String(edges.length - 1)} tests, uncorrected: ` +
		'one or two miss 1 by accident. ' +
		'Failures within five minutes are counted apart too, because pages often close one entry ' +
		'and open the next. ' +
		`${baselines[leadingBaseline].explains} So a ratio above 1 does not say that one incident ` +
		'caused the next. ' +
		'What would make it wrong: pages that close late or early, file one trouble as several ' +
		'incidents, or name products loosely.',
	version: '1',
	needs: 'complete',
	pages: 'by provider',
	schema: AfterTheAllClearFigures,
	answer(record, scope) {
		const asked = record.providers
			.filter(({ windows }) => windows.length > 0)
			.map((one) => ({
				provider: one.provider.id,
				counts: hazardCounts(occurrencesOf(one, scope.surface), one.windows),
			}))
		const whole = hazardOf(asked.map(({ counts }) => counts))
		return {
			sampleSize: whole.allClears,
			exclusions: whole.excluded,
			figures: {
				...whole,
				byProvider: asked.map(({ provider, counts }) => ({ provider, ...hazardOf([counts]) })),
			},
		}
	},
}
