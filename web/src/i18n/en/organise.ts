export const organise = {}
