import { useSyncExternalStore } from 'react';

/** The value of a cell of `store.js`, in a component. */
export const useCell = (cell) => useSyncExternalStore(cell.subscribe, cell.get);
