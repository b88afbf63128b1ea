import fc from 'fast-check'

/**
 * Properties draw the same values in each run, so that a red run is a change and not a draw.
 * `FC_SEED` draws others, as every night does.
 */
fc.configureGlobal({ seed: Number(process.env.FC_SEED ?? 20260302) })
