// JavaScript, because the package's types bring all of Node's with them: `csv-records.d.ts` says what the core needs of it, and the compiler
// still proves that the core does no I/O.
export { CsvError, parse } from 'csv-parse/sync'
