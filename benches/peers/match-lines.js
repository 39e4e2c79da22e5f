/** A chat as people read it in JavaScript: a regular expression a line. Messages are counted by who sent them, no more. */

const MESSAGE = /^(\d{2})\/(\d{2})\/(\d{4}), (\d{2}):(\d{2}) - ([^:]+): /;

export async function prepare(bytes) {
  return () => {
    const bySender = new Map();
    let last = 0, messages = 0;
    for (const line of new TextDecoder().decode(bytes).split('\n')) {
      const found = MESSAGE.exec(line);
      if (!found) continue;
      const [, day, month, year, hour, minute, sender] = found;
      last = Math.max(last, Date.UTC(+year, +month - 1, +day, +hour, +minute));
      bySender.set(sender, (bySender.get(sender) ?? 0) + 1);
      messages += 1;
    }
    return { messages, last };
  };
}
