/**
 * A growing column of numbers: pages of a typed array, so that growing copies nothing and memory
 * is what the numbers need. Cells that were never written read as 0.
 */
export interface Column {
  get(index: number): number;
  /** Numbers wrap or lose precision as the typed array says: the caller picks a wide one. */
  set(index: number, value: number): void;
}

const pageBits = 14;
const pageCells = 1 << pageBits;
const cellMask = pageCells - 1;

/**
 * `read` and `write` are a function of their own for each kind of array: one that met all kinds
 * would be several times slower.
 */
function column<Page>(
  newPage: () => Page,
  read: (page: Page, cell: number) => number,
  write: (page: Page, cell: number, value: number) => void,
): Column {
  const pages: (Page | undefined)[] = [];
  return {
    get(index) {
      const page = pages[index >>> pageBits];
      return page === undefined ? 0 : read(page, index & cellMask);
    },
    set(index, value) {
      const number = index >>> pageBits;
      let page = pages[number];
      if (page === undefined) {
        page = newPage();
        pages[number] = page;
      }
      write(page, index & cellMask, value);
    },
  };
}

/** Any number, 8 bytes. */
export const float64Column = (): Column =>
  column(
    () => new Float64Array(pageCells),
    (page, cell) => page[cell] as number,
    (page, cell, value) => {
      page[cell] = value;
    },
  );

/** Any number to seven digits, 4 bytes. */
export const float32Column = (): Column =>
  column(
    () => new Float32Array(pageCells),
    (page, cell) => page[cell] as number,
    (page, cell, value) => {
      page[cell] = value;
    },
  );

/** 0 to 4,294,967,295, 4 bytes. */
export const uint32Column = (): Column =>
  column(
    () => new Uint32Array(pageCells),
    (page, cell) => page[cell] as number,
    (page, cell, value) => {
      page[cell] = value;
    },
  );

/** 0 to 65,535, 2 bytes. */
export const uint16Column = (): Column =>
  column(
    () => new Uint16Array(pageCells),
    (page, cell) => page[cell] as number,
    (page, cell, value) => {
      page[cell] = value;
    },
  );

/** 0 to 255, 1 byte. */
export const uint8Column = (): Column =>
  column(
    () => new Uint8Array(pageCells),
    (page, cell) => page[cell] as number,
    (page, cell, value) => {
      page[cell] = value;
    },
  );
