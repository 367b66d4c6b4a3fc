export const slow = true;
