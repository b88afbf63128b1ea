/**
 * What stands in the Worker's bundle in place of every question's view (`imports` in package.json).
 * Views are shown by the site's build and the command line; the Worker answers with figures alone,
 * and is spared their size.
 */
export const view = undefined
