/** Columns that grow together, and ids as numbers. */

export class Columns {
  #kinds;
  #capacity;
  length = 0;

  /** `kinds`: the type of each column by its name. */
  constructor(kinds, capacity) {
    this.#kinds = kinds;
    this.#capacity = Math.max(16, capacity | 0);
    for (const [name, Kind] of Object.entries(kinds)) {
      this[name] = new Kind(this.#capacity);
    }
  }

  /** The place of a new row, which its maker fills in. */
  next() {
    if (this.length === this.#capacity) {
      this.#grow();
    }
    return this.length++;
  }

  #grow() {
    this.#capacity *= 2;
    for (const [name, Kind] of Object.entries(this.#kinds)) {
      const larger = new Kind(this.#capacity);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}

export class Dict {
  #places = new Map();
  ids = [];

  place(id) {
    let place = this.#places.get(id);
    if (place === undefined) {
      place = this.ids.length;
      this.#places.set(id, place);
      this.ids.push(id);
    }
    return place;
  }
}
