/** Showing things before the next paint, and no more of them at once than leave the page alive. */
import { now } from '../breath.js';

/** So much of a frame is used, in milliseconds; laying out and painting take their part. */
const SHARE = 4;

const waiting: (() => void)[] = [];

/** Calls `show` before the next paint, or before a later one if others that wait take long. */
export function beforePaint(show: () => void): Promise<void> {
  return new Promise((resolve, reject) => {
    waiting.push(() => {
      try {
        show();
        resolve();
      } catch (error) {
        reject(error as Error);
      }
    });
    if (waiting.length === 1) {
      requestAnimationFrame(showWaiting);
    }
  });
}

function showWaiting() {
  const end = now() + SHARE;
  // What is shown may have more shown: that waits, too.
  do {
    waiting[0]?.();
    waiting.shift();
  } while (waiting.length > 0 && now() < end);
  if (waiting.length > 0) {
    requestAnimationFrame(showWaiting);
  }
}
