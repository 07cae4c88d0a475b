/** `https://api.eu2.coralogix.com` as `api.eu2.coralogix.com`. */
export const hostOf = (address: string): string =>
  URL.canParse(address) ? new URL(address).host : address.trim()
