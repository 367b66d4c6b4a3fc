let last = 0;

/** Tells what one dashboard asks for apart from all else that it asks for; nobody outside it sees it. */
export const newId = (): string => String(++last);
