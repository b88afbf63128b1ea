import type { Provider } from '#core/model/provider.ts'
import { ShareTally } from '../toolkit/share.ts'
import { Tally } from '../toolkit/tally.ts'
import type { Cells, Measured, Named, ProviderWords } from './scorecard.ts'
import { notReadable } from './statements.ts'

const readableOnes = 'incidents whose statements can all be read'

const isOnlyBound = 'the history kept one statement a stage, so that it is only a bound'

/**
 * Adds up the cells of one provider's complete incidents as they come, so that no scorecard has to
 * be kept.
 */
export class WordsTally {
	private incidents = 0
	private readonly firstPost = new Tally()
	private readonly longestSilence = new Tally()
	private readonly statements = new Tally()
	private readonly postmortem = new Tally()
	private readonly scope = new ShareTally(readableOnes)
	private readonly cause = new ShareTally(readableOnes)
	private readonly fix = new ShareTally(readableOnes)
	private readonly reversed = new ShareTally('incidents whose statements declare states')
	private readonly green = new ShareTally('incidents of whose surfaces the states are recorded')
	private readonly posted = new ShareTally(
		'incidents of which it is known when they were first posted',
	)
	private readonly silentEdits = new ShareTally(
		'incidents that we watched while they could be changed',
	)
	private readonly notified = new ShareTally(
		'incidents of which the record says whether subscribers were told',
	)
	private readonly account = new ShareTally('incidents that ended and have statements')

	/**
	 * `ended`: it ended and statements of it are known, so that an account after the end would be
	 * too. `at`: when it began.
	 */
	add(cells: Cells, ended: boolean, at: number): void {
		this.incidents++
		this.firstPost.add(lengthOf(cells.firstPost))
		this.longestSilence.add(lengthOf(cells.longestSilence))
		this.statements.add(lengthOf(cells.statements))
		this.postmortem.add(lengthOf(cells.postmortem))
		this.scope.add(isNamed(cells.scope), at)
		this.cause.add(isNamed(cells.cause), at)
		this.fix.add(isNamed(cells.fix), at)
		this.reversed.add(isPositive(cells.reversed), at)
		this.green.add(isPositive(cells.green), at)
		this.posted.add(isOther(cells.posted, 'at the time'), at)
		this.silentEdits.add(isPositive(cells.silentEdits), at)
		this.notified.add(isOther(cells.notified, 'from the first statement'), at)
		this.account.add(
			ended
				? cells.postmortem.value !== null
				: 'it has not ended, or only its filing and its end are recorded',
			at,
		)
	}

	summary(provider: Pick<Provider, 'id' | 'name'>): ProviderWords {
		const {
			firstPost,
			longestSilence,
			statements,
			postmortem,
			scope,
			cause,
			fix,
			reversed,
			green,
			posted,
			silentEdits,
			notified,
		} = this
		const all = {
			firstPost,
			longestSilence,
			statements,
			postmortem,
			scope,
			cause,
			fix,
			reversed,
			green,
			posted,
			silentEdits,
			notified,
		}
		return {
			provider: provider.id,
			name: provider.name,
			incidents: this.incidents,
			firstPost: firstPost.distribution(),
			longestSilence: longestSilence.distribution(),
			statements: statements.distribution(),
			postmortem: postmortem.distribution(),
			scopeNamed: scope.share(),
			causeNamed: cause.share(),
			fixNamed: fix.share(),
			reversed: reversed.share(),
			green: green.share(),
			postedLateOrAfterwards: posted.share(),
			silentlyEdited: silentEdits.share(),
			firstStatementNotNotified: notified.share(),
			withPostmortem: this.account.share(),
			unanswered: Object.fromEntries(
				Object.entries(all)
					.map(([cell, tally]) => [cell, tally.exclusions()] as const)
					.filter(([, reasons]) => Object.keys(reasons).length > 0),
			),
		}
	}
}

function lengthOf({ value, bound, why }: Measured): number | string {
	if (value === null) return why ?? 'not known'
	return bound === undefined ? value : isOnlyBound
}

/**
 * One whose statements cannot all be read could be a yes and never a no: it is in no share,
 * whatever another source says of it.
 */
function isNamed({ value, readable, why }: Named): boolean | string {
	return readable ? value === 'yes' : (why ?? notReadable)
}

function isPositive({ value, why }: Measured): boolean | string {
	return value === null ? (why ?? 'not known') : value > 0
}

function isOther(
	{ value, why }: Cells['posted'] | Cells['notified'],
	usual: string,
): boolean | string {
	return value === null ? (why ?? 'not known') : value !== usual
}
