export const permission = {}
