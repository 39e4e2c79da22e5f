import type { ErrorFacts } from './types.js';

/** Everything that this package throws. */
export class InboxLensError extends Error {
  /** What went wrong, stable over versions. */
  readonly code: ErrorFacts['code'];
  /** Which of the inputs that were given, from 0. */
  readonly file: number | undefined;
  /** Bytes from the start of the input. */
  readonly offset: number | undefined;
  /** A line of the input, from 1. */
  readonly line: number | undefined;
  /** The path to the value in the input, or to the part of the query that is wrong. */
  readonly path: string | undefined;

  constructor(facts: ErrorFacts, options?: { cause?: unknown }) {
    super(facts.message, options);
    this.name = 'InboxLensError';
    this.code = facts.code;
    this.file = facts.file;
    this.offset = facts.offset;
    this.line = facts.line;
    this.path = facts.path;
  }

  /** The same, saying which of the inputs it is in. @internal */
  of(file: number): InboxLensError {
    return new InboxLensError({ ...this.facts, file }, { cause: this.cause });
  }

  /** What it is made of, for crossing from a worker. */
  get facts(): ErrorFacts {
    const { code, message, file, offset, line, path } = this;
    return JSON.parse(JSON.stringify({ code, message, file, offset, line, path })) as ErrorFacts;
  }
}

/** The error of an ended reading. */
export function cancelled(): InboxLensError {
  return new InboxLensError({ code: 'cancelled', message: 'the reading has been cancelled' });
}
