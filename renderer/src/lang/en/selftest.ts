export const selftest = {}
