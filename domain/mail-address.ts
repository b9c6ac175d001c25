const ADDRESS_MAX = 254
const LOCAL_MAX = 64

/** As websites check it (HTML, "valid e-mail address"), plus letters of any script; no comments, quotes or lists. */
const ONE_ADDRESS =
  /^[\p{L}\p{N}.!#$%&'*+/=?^_`{|}~-]+@[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?(?:\.[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?)*$/u

/** Exactly one plain address, "kim@example.com": whatever could begin a second one, or another header, is none. */
export function isMailAddress(text: string): boolean {
  const at = text.lastIndexOf('@')
  return text.length <= ADDRESS_MAX && at > 0 && at <= LOCAL_MAX && ONE_ADDRESS.test(text)
}
