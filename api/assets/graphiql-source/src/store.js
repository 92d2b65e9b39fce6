// Values shared by the fetcher (outside React) and the page: a pasted token, the last response.

export function cell(initial) {
  let value = initial;
  const listeners = new Set();
  return {
    get: () => value,
    set(next) {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** What this tab keeps until it is closed (sessionStorage); never localStorage, which all tabs share and nobody empties. */
export const kept = {
  get(key) {
    try {
      return sessionStorage.getItem(key) ?? '';
    } catch {
      return ''; // storage switched off in the browser
    }
  },
  set(key, text) {
    try {
      if (text) sessionStorage.setItem(key, text);
      else sessionStorage.removeItem(key);
    } catch {
      // It then lives as long as the page.
    }
  },
};

const TOKEN_KEY = 'communique:token';

/** A token that was pasted: a script's, for instance. */
export const token = cell(kept.get(TOKEN_KEY));

export function setToken(text) {
  kept.set(TOKEN_KEY, text);
  refused.set(false);
  token.set(text);
}

/** What is sent of it: people paste tokens with blanks or with the word "Bearer" before them. */
export const bareToken = () => token.get().trim().replace(/^bearer\s+/i, '');

/** Whether the server answered the last request with the pasted token 401. */
export const refused = cell(false);

/** The last answer to an operation started in the editor: {status, type, bytes, ms}. */
export const lastResponse = cell(null);

/** Whether the list of curation jobs is to be seen. */
export const jobsAreOpen = cell(false);
