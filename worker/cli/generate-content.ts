import { ContentError, generateContent } from './generated-content.ts'
import { sayError } from './terminal.ts'

/**
 * `npm run content`: makes `.generated/` fit `content/`. Every other command does so by itself;
 * this is for editors and type checks.
 */

try {
	await generateContent()
} catch (error) {
	if (!(error instanceof ContentError)) throw error
	for (const problem of error.problems) sayError(problem)
	sayError(error.message)
	process.exitCode = 1
}
