import { ContentError, generateContent } from './generated-content.ts'

/** `npm run content`: makes `.generated/` fit `content/`. Every other command does so by itself; this is for editors and type checks. */

try {
	await generateContent()
} catch (error) {
	if (!(error instanceof ContentError)) throw error
	for (const problem of error.problems) console.error(problem)
	console.error(error.message)
	process.exitCode = 1
}
