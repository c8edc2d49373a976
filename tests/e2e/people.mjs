// The people of a journey: who they are told to be by, and how they sign in.

/** The password of an account that a journey added. */
export const passwordOf = (account) => `${account} is long`;

/** Signs in where the window asks who is there. */
export async function signsIn(window, account) {
  await window.find("heading", "Who is there?", { seconds: 30 });
  await window.fill("textbox", "Account", account);
  await window.fill("textbox", "Password", passwordOf(account));
  await window.press("button", "Sign in");
}
