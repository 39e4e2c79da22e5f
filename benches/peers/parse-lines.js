/** `JSON.parse` alone, of the lines of a text that has been decoded and split already. Nothing is counted. */

export async function prepare(bytes) {
  const lines = new TextDecoder().decode(bytes).split('\n').filter((line) => line !== '');
  return () => {
    const documents = lines.map((line) => JSON.parse(line));
    return { isEmpty: documents.length === 0 };
  };
}
