/** Giving the thread back now and then. */

export function now(): number {
  return performance.now();
}

/** Lets messages and paints through. */
export function breath(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
