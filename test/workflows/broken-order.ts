/** An order's workflow as a bad release may have it: its tasks fail, whatever befell it. */
export async function order(): Promise<void> {
  throw new TypeError('this release is broken')
}
