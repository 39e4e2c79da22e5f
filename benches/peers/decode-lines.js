/** `TextDecoder` and `JSON.parse` of each line. Nothing is counted. */

export async function prepare(bytes) {
  return () => {
    const documents = new TextDecoder().decode(bytes).split('\n').map((line) => (line === '' ? null : JSON.parse(line)));
    return { isEmpty: documents.length === 0 };
  };
}
