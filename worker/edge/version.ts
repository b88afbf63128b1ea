/** As in package.json; a test compares them. The collector names it to the sites that it reads. */
export const version = '0.1.0'
