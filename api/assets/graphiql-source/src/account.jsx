// Who asks: signing in and out, or a pasted token.
import { useEffect, useRef, useState } from 'react';
import { notice, session, signIn, signOut } from './session.js';
import { refused, setToken, token } from './store.js';
import { useCell } from './use-cell.js';

function SignInForm({ emailRef, onDone }) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [asksForCode, setAsksForCode] = useState(false);
  const [error, setError] = useState('');
  const [isBusy, setBusy] = useState(false);
  const passwordRef = useRef(null);
  const codeRef = useRef(null);
  useEffect(() => codeRef.current?.focus(), [asksForCode]);
  function changeWho(set) {
    // A code belongs to the account whose password was right.
    return (event) => {
      set(event.target.value);
      setAsksForCode(false);
      setCode('');
    };
  }
  async function submit(event) {
    event.preventDefault();
    if (isBusy) return;
    setBusy(true);
    setError('');
    try {
      await signIn(email.trim(), password, code.trim());
      onDone(); // the form goes, and the password with it
    } catch (failure) {
      if (failure.code === 'SECOND_FACTOR_REQUIRED') setAsksForCode(true);
      else {
        setError(failure.message);
        (codeRef.current ?? passwordRef.current)?.select();
      }
    } finally {
      setBusy(false);
    }
  }
  const wrong = error ? { 'aria-invalid': true, 'aria-describedby': 'cq-sign-in-error' } : {};
  return (
    <form onSubmit={submit}>
      <label htmlFor="cq-email">E-mail</label>
      <input
        id="cq-email"
        ref={emailRef}
        type="email"
        required
        value={email}
        autoComplete="username"
        spellCheck={false}
        {...wrong}
        onChange={changeWho(setEmail)}
      />
      <label htmlFor="cq-password">Password</label>
      <input
        id="cq-password"
        ref={passwordRef}
        type="password"
        required
        value={password}
        autoComplete="current-password"
        {...wrong}
        onChange={changeWho(setPassword)}
      />
      {asksForCode && (
        <>
          <label htmlFor="cq-code">Code of your authenticator, or a recovery code</label>
          <input
            id="cq-code"
            ref={codeRef}
            required
            value={code}
            autoComplete="one-time-code"
            autoCapitalize="off"
            spellCheck={false}
            maxLength={40}
            {...wrong}
            onChange={(event) => setCode(event.target.value)}
          />
        </>
      )}
      <p id="cq-sign-in-error" className="cq-alert" role="alert">
        {error}
      </p>
      <button type="submit" className="cq-main-button" aria-disabled={isBusy}>
        {isBusy ? 'Signing in …' : 'Sign in'}
      </button>
    </form>
  );
}

function TokenForm() {
  const value = useCell(token);
  const isRefused = useCell(refused);
  const state = isRefused
    ? 'The server did not accept this token.'
    : value.trim()
      ? 'Sent with every request, kept in this tab only.'
      : 'Instead of signing in: a script’s token, for instance.';
  return (
    <form autoComplete="off" onSubmit={(event) => event.preventDefault()}>
      <label htmlFor="cq-token">Access token</label>
      <div className="cq-row">
        <input
          id="cq-token"
          type="password"
          value={value}
          placeholder="paste a token"
          autoComplete="off"
          spellCheck={false}
          data-1p-ignore=""
          data-lpignore="true"
          aria-describedby="cq-token-state"
          aria-invalid={isRefused}
          onChange={(event) => setToken(event.target.value)}
        />
        <button type="button" disabled={!value} onClick={() => setToken('')}>
          Clear
        </button>
      </div>
      <p id="cq-token-state" className={isRefused ? 'cq-refused' : undefined} role="status">
        {state}
      </p>
    </form>
  );
}

const ROLES = { ADMIN: 'administrator', EDITOR: 'editor', CONTRIBUTOR: 'contributor' };

/** The end of the bar. `onSignedIn` is called when somebody has just signed in, not after a reload. */
export function Account({ onSignedIn }) {
  const user = useCell(session)?.user;
  const message = useCell(notice);
  const hasToken = useCell(token).trim() !== '';
  const isRefused = useCell(refused);
  const [isOpen, setOpen] = useState(message !== '');
  const [isLeaving, setLeaving] = useState(false);
  const ownRef = useRef(null);
  const openerRef = useRef(null);
  const emailRef = useRef(null);
  const signOutRef = useRef(null);

  // What went wrong is said where it can be put right; the focus stays in the editor.
  useEffect(() => setOpen((isOpen) => isOpen || message !== ''), [message]);
  useEffect(() => {
    if (!isOpen) return undefined;
    function close(event) {
      if (!ownRef.current?.contains(event.target)) setOpen(false);
    }
    document.addEventListener('pointerdown', close);
    return () => document.removeEventListener('pointerdown', close);
  }, [isOpen]);

  function toggle() {
    setOpen(!isOpen);
    if (!isOpen) setTimeout(() => emailRef.current?.focus());
  }
  function closeByKey(event) {
    if (event.key !== 'Escape' || !isOpen) return;
    setOpen(false);
    openerRef.current?.focus();
  }
  function closeBehind(event) {
    if (event.relatedTarget && !ownRef.current?.contains(event.relatedTarget)) setOpen(false);
  }
  function done() {
    setOpen(false);
    setTimeout(() => signOutRef.current?.focus());
    onSignedIn();
  }
  async function leave() {
    if (isLeaving) return;
    setLeaving(true);
    setOpen(false);
    await signOut();
    setLeaving(false);
    setTimeout(() => openerRef.current?.focus());
  }

  const asWhom = isRefused ? 'Token refused' : hasToken ? 'With a token' : 'Not signed in';
  return (
    <div className="cq-account" ref={ownRef} onKeyDown={closeByKey} onBlur={closeBehind}>
      {user ? (
        <>
          <span className="cq-who">
            <strong>{user.displayName}</strong> <span>{ROLES[user.role] ?? user.role}</span>
          </span>
          <button type="button" ref={signOutRef} aria-disabled={isLeaving} onClick={leave}>
            Sign out
          </button>
        </>
      ) : (
        <>
          <span className={`cq-who ${isRefused ? 'cq-refused' : hasToken ? '' : 'cq-nobody'}`}>{asWhom}</span>
          <button type="button" ref={openerRef} aria-expanded={isOpen} aria-controls="cq-panel" onClick={toggle}>
            Sign in
          </button>
        </>
      )}
      <section id="cq-panel" aria-label="Sign in" hidden={!isOpen || (user && !message)}>
        <p className="cq-alert" role="alert">
          {message}
        </p>
        {!user && (
          <>
            {isOpen && <SignInForm emailRef={emailRef} onDone={done} />}
            <TokenForm />
          </>
        )}
      </section>
    </div>
  );
}
