export const machines = {}
