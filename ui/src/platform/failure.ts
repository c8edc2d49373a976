/** What a command failed with: always a code and a message, whatever the far side threw. */
import type { Failure } from "~/generated/Failure";

export class FailureError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.code);
    this.name = "FailureError";
    this.failure = failure;
  }
}

function isFailure(thrown: unknown): thrown is Failure {
  return (
    typeof thrown === "object" &&
    thrown !== null &&
    "code" in thrown &&
    typeof thrown.code === "string" &&
    "message" in thrown &&
    typeof thrown.message === "string"
  );
}

/** A thrown thing as a failure; a thing that is none is a fault of the program itself. */
export function failureOf(thrown: unknown): FailureError {
  if (thrown instanceof FailureError) return thrown;
  if (isFailure(thrown)) return new FailureError({ code: thrown.code, message: thrown.message, correlation: thrown.correlation ?? null });
  return new FailureError({
    code: "internal",
    message: "Wardbook did not understand its own answer. Nothing was lost; try again.",
    correlation: null,
  });
}
