/**
 * Where report counts stop being usual: every number that the rules of the crowd use, with its
 * reason. The methodology page prints them.
 */

/** One number of the rules. */
export interface Threshold {
	readonly value: number
	/** What the number counts. */
	readonly unit: string
	/** What it decides, as a sentence. */
	readonly decides: string
	readonly reason: string
}

export const crowdThresholds = {
	weeksKept: {
		value: 8,
		unit: 'weeks',
		decides: 'The usual count of an hour of the week is the median over this many weeks before it.',
		reason:
			'A median of eight weeks is not moved by three bad ones, and a service that grows is not ' +
			'held against last year.',
	},
	fewestWeeks: {
		value: 3,
		unit: 'weeks',
		decides:
			'With fewer weeks that have this hour, the usual count is taken from the last days, the ' +
			'confidence is low, and the page says so.',
		reason: 'The median of two is their mean: one outage would be half of it.',
	},
	recentHours: {
		value: 72,
		unit: 'hours',
		decides:
			'Without enough weeks, the usual count is the median of the counts of this many hours before.',
		reason: 'Three days hold every hour of the day alike; more would reach back to another week.',
	},
	fewestHours: {
		value: 24,
		unit: 'hours',
		decides:
			'With less than this counted in the last days, the rule for few hours decides and the ' +
			'confidence is very low.',
		reason:
			'A night alone knows nothing of the day, and still a hundred times as much is no morning.',
	},
	spread: {
		value: 4,
		unit: 'spreads',
		decides:
			'A count is loud when it is more than this many spreads above the usual count of its hour ' +
			'and of the hours beside it.',
		reason:
			'A spread is 1.4826 times the median absolute deviation, at least what the dispersion ' +
			'below makes of the usual count. By the simulation below two such windows in three are ' +
			'chance less than once a year, and ten times two is found at night as well. The hours ' +
			'beside it count because clocks change: then users come an hour earlier or later.',
	},
	sourceSpread: {
		value: 5,
		unit: 'spreads',
		decides:
			'The same as four spreads, where the usual count is the source’s own; there a spread is ' +
			'the root of the usual count plus one.',
		reason: 'A source does not say how far its counts scatter about its baseline.',
	},
	factor: {
		value: 2,
		unit: 'times',
		decides: 'A loud count is also more than this many times the usual one.',
		reason:
			'With hundreds of reports a window, four spreads are a few per cent: regular, and nobody’s outage.',
	},
	floor: {
		value: 5,
		unit: 'reports',
		decides: 'A loud count is also more than this.',
		reason: 'Where nobody ever reports, two in a quarter of an hour are unusual and mean nothing.',
	},
	recentSpread: {
		value: 6,
		unit: 'spreads',
		decides: 'The same as four spreads, where only the last days are known.',
		reason: 'The last days do not tell a Monday from a Sunday.',
	},
	recentFactor: {
		value: 3,
		unit: 'times',
		decides: 'The same as two times, where only the last days are known.',
		reason: 'As above.',
	},
	recentFloor: {
		value: 10,
		unit: 'reports',
		decides: 'The same as five reports, where only the last days are known.',
		reason: 'As above.',
	},
	hoursSpread: {
		value: 9,
		unit: 'spreads',
		decides: 'The same as four spreads, where less than a day was counted.',
		reason:
			'By the prior below, nine spreads are ten times the usual count: a night counts that much ' +
			'less than its noon.',
	},
	hoursFloor: {
		value: 20,
		unit: 'reports',
		decides: 'The same as five reports, where less than a day was counted.',
		reason: 'As above.',
	},
	leastSeconds: {
		value: 3600,
		unit: 'seconds',
		decides: 'With less than this counted before, only a hundredfold count is loud.',
		reason: 'A window or two may be the outage’s own.',
	},
	hundredfold: {
		value: 100,
		unit: 'times',
		decides:
			'A count this many times the usual one, or this many where one or none is usual, is a rise ' +
			'at once, whatever the history.',
		reason: 'No day, no growth and no other way of counting does that from one window to the next.',
	},
	latelyFactor: {
		value: 2.5,
		unit: 'times',
		decides:
			'A loud count is also more than this many times the level of the hours just before, unless ' +
			'it is four times what makes it loud.',
		reason:
			'Trouble jumps, interest drifts: without it, a level that wanders by half its height ' +
			'opened up to 25 incidents a year in simulations; with it, less than one.',
	},
	possibleJump: {
		value: 5,
		unit: 'times',
		decides:
			'Where a rise has been possible for a while, this many times the level before it is enough for a jump.',
		reason:
			'Trouble that begins in a quiet night grows with the morning, and the hours just before it are its own.',
	},
	latelySeconds: {
		value: 2 * 3600,
		unit: 'seconds',
		decides:
			'The level of the hours just before is that of this long, without rises, against what was usual then.',
		reason: 'Long enough for few reports to tell it, short enough to go with a drift.',
	},
	latelyLagSeconds: {
		value: 2700,
		unit: 'seconds',
		decides: 'Those hours end this long before the window that is judged.',
		reason: 'What is beginning now must not hide itself.',
	},
	levelBlocks: {
		value: 15,
		unit: 'blocks',
		decides:
			'The level of the last days is read from this many blocks of six hours, each against what ' +
			'weeks or source make usual.',
		reason: 'Nearly four days: what has lasted for three of them can be told.',
	},
	oddBlocks: {
		value: 3,
		unit: 'blocks',
		decides:
			'The level is the ratio that all blocks but this many reach; the usual count is raised by it.',
		reason:
			'An outage of two days moves nothing, and a few quiet hours do not hide that a level has changed.',
	},
	leastLevel: {
		value: 1.25,
		unit: 'times',
		decides: 'A level below this changes nothing, and a lower one than usual neither.',
		reason:
			'The weeks take in slow growth by themselves, and after a quiet holiday a Monday is no outage.',
	},
	loudWindows: {
		value: 2,
		unit: 'windows',
		decides: 'Reports rose when this many of three windows in a row were loud.',
		reason: 'One loud window is often one post that sent its readers to report.',
	},
	overwhelming: {
		value: 4,
		unit: 'times',
		decides: 'One window is enough when it passes the threshold this many times over.',
		reason: 'A large outage should not wait for a second window to be said.',
	},
	quietSpread: {
		value: 2.5,
		unit: 'spreads',
		decides:
			'A count is quiet again when it is no more than this many spreads above the usual one.',
		reason:
			'Well below what makes it loud: a count that hovers about one threshold would rise and settle ten times.',
	},
	quietFloor: {
		value: 2,
		unit: 'reports',
		decides: 'A count up to this is always quiet.',
		reason: 'Where the usual count is none, one late report is no trouble.',
	},
	quietSeconds: {
		value: 3600,
		unit: 'seconds',
		decides:
			'Reports settled when all windows of this stretch, and at least two, were quiet; the first ' +
			'of them is when they settled.',
		reason:
			'Services that fail, recover and fail again within the hour are one trouble to those who use them.',
	},
	lookBackWindows: {
		value: 4,
		unit: 'windows',
		decides:
			'The onset is the first window of the unbroken run above the quiet level, at most this ' +
			'many before the first loud one.',
		reason:
			'Trouble begins inside of a window or grows over several; further back a run is chance.',
	},
	longestGapSeconds: {
		value: 10_800,
		unit: 'seconds',
		decides:
			'Where nothing was counted for longer than this, a rise ends with the last count and ' +
			'nobody knows when it settled; shorter gaps change nothing.',
		reason:
			'A gap is no quiet. After hours without counts, what comes next cannot be called the same rise.',
	},
	newUsualSeconds: {
		value: 3 * 86_400,
		unit: 'seconds',
		decides:
			'A rise that lasts this long ends because the level has changed; nothing rises again ' +
			'before it was quiet once by the new level.',
		reason:
			'Three days above the usual is a service that has grown, or a source that counts otherwise.',
	},
	neighbourWindows: {
		value: 1,
		unit: 'windows',
		decides:
			'Rises of two providers are neighbours when their onsets are no further apart than this.',
		reason:
			'Two services that fail in the same quarter of an hour often stand on the same network, ' +
			'cloud or login, or the counting site counts wrongly.',
	},
	openingWindows: {
		value: 3,
		unit: 'windows',
		decides: 'An incident of the crowd needs this many windows above the threshold.',
		reason: 'No burst opens one, and the third window leaves the time for neighbours to show.',
	},
	openingReporters: {
		value: 10,
		unit: 'reporters',
		decides: 'An incident of the crowd needs this many in its loudest window.',
		reason: 'Fewer may know each other.',
	},
	openingNetworks: {
		value: 3,
		unit: 'networks',
		decides:
			'Where it is known from how many networks reports came, an incident of the crowd needs ' +
			'this many in one window.',
		reason:
			'One office that is offline, or one sender of false reports, sits in one network; two may ' +
			'be its house and its telephone.',
	},
	joinSeconds: {
		value: 10_800,
		unit: 'seconds',
		decides:
			'A rise belongs to what the provider posted when the posted stretch comes within this time of it.',
		reason:
			'Users notice before the provider says so and go on reporting after it said that it is over.',
	},
	longestHoldSeconds: {
		value: 48 * 3600,
		unit: 'seconds',
		decides:
			'An incident that stays open for longer than this explains reports only in its first ' +
			'hours, and about each of its statements.',
		reason: 'A row that nobody closed for months would hide every outage after it.',
	},
	priorDispersion: {
		value: 0.02,
		unit: 'of the squared mean',
		decides:
			'Beyond the variance of independent reports, this much is expected before the weeks tell more.',
		reason: 'Some reports come in pairs everywhere: one person tells another.',
	},
	priorWeight: {
		value: 200,
		unit: 'squared reports',
		decides: 'The prior counts as much as this many observed, summed over the hours of a week.',
		reason:
			'A service with hundreds of reports a day outweighs it at once; one with five a week never does.',
	},
	shownDispersion: {
		value: 3,
		unit: 'standard errors',
		decides:
			'Counts are taken as negative binomial where their variance within hours is more than this ' +
			'above that of independent reports, else as Poisson.',
		reason: 'One quiet service in a thousand passes it by chance.',
	},
	leastWander: {
		value: 0.01,
		unit: 'of the squared mean',
		decides: 'By how much an hour differs from week to week is added where it is at least this.',
		reason: 'Less is the error of the estimate.',
	},
	sourceDispersion: {
		value: 0.1,
		unit: 'of the squared mean',
		decides: 'The same, where the usual count is the source’s own.',
		reason:
			'How far its counts scatter about it the source does not say; this is about a third either way.',
	},
	recentDispersion: {
		value: 0.25,
		unit: 'of the squared mean',
		decides: 'The same, where only the last days are known.',
		reason: 'Half as much or half as much again: a Monday is not told from a Sunday.',
	},
	hoursDispersion: {
		value: 1,
		unit: 'of the squared mean',
		decides: 'The same, where less than a day was counted.',
		reason: 'As much as the count itself: night and noon lie that far apart.',
	},
	possibleFactor: {
		value: 2,
		unit: 'times',
		decides:
			'The slow rule weighs each window by how much better twice the usual count would explain ' +
			'it than the usual one, and sums the logarithms.',
		reason: 'Doubling is the least that people notice; more than that is found sooner.',
	},
	possibleLimit: {
		value: 4.5,
		unit: 'points',
		decides: 'A rise is possible when that sum, never below zero, reaches this.',
		reason:
			'By the simulation below: at most two dozen a year where reports are independent, and ' +
			'three times ten is found within 45 minutes.',
	},
	possibleShare: {
		value: 0.9,
		unit: 'of the limit',
		decides: 'No window adds more than this.',
		reason: 'One window alone is often one post that sent its readers to report.',
	},
	possibleLatelySeconds: {
		value: 3 * 3600,
		unit: 'seconds',
		decides:
			'The slow rule expects what is usual, or as much more as there was in this long before.',
		reason: 'What is drifting upwards is not doubling.',
	},
	possibleLagSeconds: {
		value: 3600,
		unit: 'seconds',
		decides: 'Those hours end this long before the window that is weighed.',
		reason: 'Longer than for the strict rule, because the slow one takes longer.',
	},
} as const satisfies Readonly<Record<string, Threshold>>

/** How many windows of a length make up the quiet that settles a rise. */
export function settlingWindows(windowSeconds: number): number {
	return Math.max(2, Math.ceil(crowdThresholds.quietSeconds.value / windowSeconds))
}

export function settlingSeconds(windowSeconds: number): number {
	return settlingWindows(windowSeconds) * windowSeconds
}
