export const networking = {}
