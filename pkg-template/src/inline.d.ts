/** The module, packed by gzip, in base64. Written by `bundle.js`. */
export declare const packed: string;
