/** Made by test/bench/keep-crowd-table.ts, never by hand: what the rules of the crowd do to counts that were drawn. A test draws some of them again. */
export const simulatedTable = {
	/** Of the numbers of the rules that it was made with. */
	rules: 'f7e2f30721fe7b89c8ebe6775717f1da3da45bac73cbcf5bfe2033a8ebbeddfb',
	/** False alarms, summed over the years. */
	quiet: [
		{ series: 'independent', base: 0.5, years: 8, opened: 0, rises: 0, possible: 31 },
		{ series: 'independent', base: 2, years: 8, opened: 0, rises: 0, possible: 116 },
		{ series: 'independent', base: 10, years: 8, opened: 0, rises: 0, possible: 91 },
		{ series: 'independent', base: 50, years: 8, opened: 0, rises: 0, possible: 4 },
		{ series: 'scattering', base: 2, years: 8, opened: 0, rises: 2, possible: 89 },
		{ series: 'scattering', base: 10, years: 8, opened: 0, rises: 2, possible: 144 },
		{ series: 'scattering', base: 50, years: 8, opened: 0, rises: 0, possible: 145 },
		{ series: 'drifting', base: 2, years: 8, opened: 8, rises: 20, possible: 586 },
		{ series: 'drifting', base: 10, years: 8, opened: 4, rises: 4, possible: 567 },
		{ series: 'drifting', base: 50, years: 8, opened: 0, rises: 0, possible: 485 },
		{ series: 'growing', base: 10, years: 8, opened: 0, rises: 0, possible: 155 },
	],
	/** Trouble of two hours: how many were found within 45 minutes by either rule, and at all by either and by the strict one; medians in minutes. */
	troubled: [
		{ series: 'independent', base: 2, times: 2, outages: 160, soon: 17, possible: 80, possibleMinutes: 68, rises: 0, riseMinutes: null },
		{ series: 'independent', base: 2, times: 3, outages: 160, soon: 62, possible: 147, possibleMinutes: 53, rises: 20, riseMinutes: 68 },
		{ series: 'independent', base: 2, times: 5, outages: 160, soon: 133, possible: 159, possibleMinutes: 30, rises: 105, riseMinutes: 47 },
		{ series: 'independent', base: 2, times: 10, outages: 160, soon: 160, possible: 160, possibleMinutes: 26, rises: 160, riseMinutes: 31 },
		{ series: 'independent', base: 10, times: 2, outages: 160, soon: 89, possible: 152, possibleMinutes: 42, rises: 2, riseMinutes: 63 },
		{ series: 'independent', base: 10, times: 3, outages: 160, soon: 153, possible: 160, possibleMinutes: 28, rises: 91, riseMinutes: 42 },
		{ series: 'independent', base: 10, times: 5, outages: 160, soon: 160, possible: 160, possibleMinutes: 27, rises: 159, riseMinutes: 30 },
		{ series: 'independent', base: 10, times: 10, outages: 160, soon: 160, possible: 160, possibleMinutes: 22, rises: 160, riseMinutes: 25 },
		{ series: 'scattering', base: 10, times: 2, outages: 160, soon: 22, possible: 107, possibleMinutes: 71, rises: 6, riseMinutes: 61 },
		{ series: 'scattering', base: 10, times: 3, outages: 160, soon: 74, possible: 157, possibleMinutes: 46, rises: 71, riseMinutes: 63 },
		{ series: 'scattering', base: 10, times: 5, outages: 160, soon: 151, possible: 160, possibleMinutes: 28, rises: 147, riseMinutes: 40 },
		{ series: 'scattering', base: 10, times: 10, outages: 160, soon: 160, possible: 160, possibleMinutes: 23, rises: 160, riseMinutes: 28 },
		{ series: 'drifting', base: 10, times: 2, outages: 160, soon: 17, possible: 64, possibleMinutes: 59, rises: 8, riseMinutes: 69 },
		{ series: 'drifting', base: 10, times: 3, outages: 160, soon: 93, possible: 136, possibleMinutes: 35, rises: 54, riseMinutes: 44 },
		{ series: 'drifting', base: 10, times: 5, outages: 160, soon: 134, possible: 157, possibleMinutes: 29, rises: 118, riseMinutes: 31 },
		{ series: 'drifting', base: 10, times: 10, outages: 160, soon: 157, possible: 160, possibleMinutes: 25, rises: 153, riseMinutes: 28 },
	],
} as const
