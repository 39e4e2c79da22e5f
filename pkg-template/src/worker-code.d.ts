/** The worker as one classic script. Written by `bundle.js`. */
export declare const code: string;
