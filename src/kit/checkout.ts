import { fileURLToPath } from 'node:url';

/** Absolute path of the folder that holds package.json: the checkout, or the installed package. */
export const checkout = fileURLToPath(new URL('../../', import.meta.url));
