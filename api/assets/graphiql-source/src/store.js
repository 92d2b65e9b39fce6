// Two values shared by the fetcher (outside React) and the page: the access token and the last response.

function cell(initial) {
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

const TOKEN_KEY = 'communique:token';

function storedToken() {
  try {
    return sessionStorage.getItem(TOKEN_KEY) ?? '';
  } catch {
    return ''; // storage switched off in the browser
  }
}

/** The access token, kept for this tab only (sessionStorage). */
export const token = cell(storedToken());

export function setToken(text) {
  try {
    if (text) sessionStorage.setItem(TOKEN_KEY, text);
    else sessionStorage.removeItem(TOKEN_KEY);
  } catch {
    // It then lives as long as the page.
  }
  refused.set(false);
  token.set(text);
}

/** What is sent: people paste tokens with blanks or with the word "Bearer" before them. */
export const bareToken = () => token.get().trim().replace(/^bearer\s+/i, '');

/** Whether the server answered the last request 401. */
export const refused = cell(false);

/** The last answer to an operation started in the editor: {status, type, bytes, ms}. */
export const lastResponse = cell(null);
