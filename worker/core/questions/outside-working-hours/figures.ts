import * as z from 'zod/mini'
import { Share } from '#core/model/analysis.ts'

const Group = z.object({
	/** Incidents that began outside of working hours. */
	outside: Share,
	/** What part of the completely recorded time lies outside of them; null where none is recorded. */
	timeOutside: z.nullable(z.number()),
	/** Of those outside, how many began on a Saturday or Sunday; the others at night. */
	onWeekends: z.int(),
})

export const OutsideWorkingHoursFigures = z.object({
	/** Whose weekdays and hours these are. */
	zone: z.string(),
	overall: Group,
	providers: z.array(z.extend(Group, { provider: z.string() })),
})
export type OutsideWorkingHoursFigures = z.infer<typeof OutsideWorkingHoursFigures>
export type OutsideGroup = z.infer<typeof Group>
