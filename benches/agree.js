/** Whether a peer counts what we count: every number that it gives is the same, or this throws with where it is not. */

const TOLERANCE = 1e-9;

/** `ours` and `theirs`: answers by the name they were asked under. */
export function agree(peer, ours, theirs) {
  const missing = Object.keys(ours).filter((name) => !(name in theirs));
  if (missing.length > 0) {
    throw new Error(`${peer} does not answer ${missing.join(', ')}`);
  }
  for (const [name, answer] of Object.entries(theirs)) {
    const fault = differs(ours[name], answer, name);
    if (fault) {
      throw new Error(`${peer} does not agree with us: ${fault}`);
    }
  }
}

/** Where `ours` is not what `theirs` says, among all that `theirs` says. */
function differs(ours, theirs, path) {
  if (theirs === undefined) {
    return undefined;
  }
  if (theirs === null || typeof theirs !== 'object') {
    return isSame(ours, theirs) ? undefined : `${path} is ${theirs} instead of ${ours}`;
  }
  if (ours === null || typeof ours !== 'object') {
    return `${path} is there, and should be ${ours}`;
  }
  // Rows and lines with keys may come in any order.
  const isKeyed = Array.isArray(theirs) && theirs.some((row) => row !== null && typeof row === 'object' && 'key' in row);
  if (Array.isArray(theirs) && ours.length !== theirs.length) {
    return `${path} has ${theirs.length} parts instead of ${ours.length}`;
  }
  for (const [key, value] of Object.entries(theirs)) {
    const own = isKeyed ? ours.find((row) => row.key === value.key) : ours[key];
    const fault = differs(own, value, `${path}.${isKeyed ? value.key : key}`);
    if (fault) {
      return fault;
    }
  }
  return undefined;
}

function isSame(a, b) {
  return a === b || (typeof a === 'number' && typeof b === 'number' && Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b)));
}
