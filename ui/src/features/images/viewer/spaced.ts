/** A keyword of the standard as words: "PlanIntent" is "Plan intent", "RTPlanLabel" is "RT plan label". */
export function spaced(keyword: string): string {
  const words = keyword.replace(/([a-z0-9])([A-Z])/g, "$1 $2").replace(/([A-Z]+)([A-Z][a-z])/g, "$1 $2").split(" ");
  return words.map((word, n) => (n === 0 || word === word.toUpperCase() ? word : word.toLowerCase())).join(" ");
}
