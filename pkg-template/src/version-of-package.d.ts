/** The version of the package. Written by `bundle.js`. */
export declare const version: string;
