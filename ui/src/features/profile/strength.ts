/** A hint, not a judge: how long the passphrase would stand, from its length and variety. */
export interface Strength {
  words: string;
  /** 0 to 100. */
  share: number;
  enough: boolean;
}

const COMMON = ["password", "passwort", "hospital", "wardbook", "letmein", "qwerty", "welcome", "12345678", "iloveyou"];

function variety(text: string): number {
  let size = 0;
  if (/[a-z]/.test(text)) size += 26;
  if (/[A-Z]/.test(text)) size += 26;
  if (/\d/.test(text)) size += 10;
  if (/[^A-Za-z0-9]/.test(text)) size += 24;
  return size;
}

export function strengthOf(passphrase: string): Strength {
  const distinct = new Set(passphrase).size;
  const lower = passphrase.toLowerCase();
  const common = COMMON.some((word) => lower.includes(word)) ? 20 : 0;
  // Letters that come again add little.
  const bits = Math.max(0, Math.log2(variety(passphrase) || 1) * Math.min(passphrase.length, distinct * 1.5) - common);
  const share = Math.min(100, Math.round((bits / 90) * 100));
  if (Array.from(passphrase).length < 8) return { words: "Too short: at least 8 characters", share: Math.min(share, 20), enough: false };
  if (bits < 50) return { words: "Weak: easy to guess by trying", share, enough: true };
  if (bits < 70) return { words: "Fair: a few more words would help", share, enough: true };
  return { words: "Strong", share, enough: true };
}
