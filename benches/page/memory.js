/** The memory of the wasm modules that are started from now on, in bytes. It never shrinks, so this is its peak. */

const memories = [];
const { Instance } = WebAssembly;
WebAssembly.Instance = function (...parts) {
  const instance = new Instance(...parts);
  if (instance.exports.memory) memories.push(instance.exports.memory);
  return instance;
};

export function wasmBytes() {
  return memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0);
}
