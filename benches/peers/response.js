/** `response.json()` of the same bytes. Nothing is counted. */

export async function prepare(bytes) {
  return async () => {
    const document = await new Response(bytes).json();
    return { isEmpty: document.conversations.length === 0 };
  };
}
