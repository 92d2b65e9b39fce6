//! Codes that change with time (RFC 6238, with what its readers on telephones agree on: SHA-1, six digits, thirty seconds).

use super::secret;
use crate::error::Result;
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};
use data_encoding::BASE32_NOPAD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};

/// How long a code is shown.
pub const STEP: i64 = 30_000;
const DIGITS: usize = 6;
/// How many steps a telephone's clock may be ahead or behind (section 5.2).
const DRIFT: i64 = 1;
/// Of how many steps it is remembered that their code was taken: more than can be in reach at one time, wherever a clock has jumped.
const REMEMBERED: usize = 16;

/// A new secret in base32: 160 bits, as long as what SHA-1 makes of it (RFC 4226, section 4).
pub fn secret() -> Result<String> {
    Ok(BASE32_NOPAD.encode(&secret::random::<20>()?))
}

/// What readers on telephones take, most of them as a picture (the Key Uri Format that they share).
pub fn uri(issuer: &str, login: &str, secret: &str) -> String {
    let issuer = issuer.split_once("://").map_or(issuer, |(_, host)| host);
    let [issuer, login] = [issuer, login].map(|text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string());
    format!(
        "otpauth://totp/{issuer}:{login}?secret={secret}&issuer={issuer}&algorithm=SHA1&digits={DIGITS}&period={}",
        STEP / 1000
    )
}

/// Whether this looks like a code that changes with time, whatever spaces somebody has typed.
pub fn is_code(text: &str) -> bool {
    text.len() == DIGITS && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Takes `code` at the moment `now`: once, if it is that of the present step or of a neighbour. Gives the steps whose codes are taken then.
/// They are remembered one by one and not up to the last, because a clock that goes back must lock nobody out.
pub fn take(secret: &str, code: &str, used_steps: &str, now: i64) -> Option<String> {
    let secret = BASE32_NOPAD.decode(secret.as_bytes()).ok()?;
    let mut used: Vec<i64> = used_steps.split(' ').filter_map(|step| step.parse().ok()).collect();
    let present = now.div_euclid(STEP);
    let mut steps = present - DRIFT..=present + DRIFT;
    let step = steps.find(|step| {
        let is_it = verify_slices_are_equal(of_step(&secret, *step).as_bytes(), code.as_bytes()).is_ok();
        is_it && !used.contains(step)
    })?;
    used.push(step);
    let kept = used.iter().skip(used.len().saturating_sub(REMEMBERED));
    Some(kept.map(ToString::to_string).collect::<Vec<_>>().join(" "))
}

/// The code that is shown at `now` for a secret in base32.
pub fn code(secret: &str, now: i64) -> Option<String> {
    Some(of_step(&BASE32_NOPAD.decode(secret.as_bytes()).ok()?, now.div_euclid(STEP)))
}

/// RFC 4226, section 5.3.
fn of_step(secret: &[u8], step: i64) -> String {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let offset = usize::from(tag.as_ref().last().copied().unwrap_or_default() & 0xf);
    let four = tag.as_ref().iter().skip(offset).take(4);
    let number = four.fold(0_u32, |number, byte| number << 8 | u32::from(*byte)) & 0x7fff_ffff;
    format!("{:0DIGITS$}", number % 1_000_000)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "12345678901234567890", the secret of the RFC's test vectors.
    const SECRET: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

    #[test]
    fn codes_are_those_of_the_rfc() {
        // Appendix B, of whose eight digits ours are the last six.
        for (seconds, expected) in [
            (59, "287082"),
            (1_111_111_109, "081804"),
            (1_111_111_111, "050471"),
            (1_234_567_890, "005924"),
            (2_000_000_000, "279037"),
            (20_000_000_000, "353130"),
        ] {
            assert_eq!(code(SECRET, seconds * 1000).unwrap(), expected, "at {seconds}");
        }
    }

    #[test]
    fn a_code_is_taken_once_and_one_step_early_or_late() {
        let now = 1_234_567_890_000;
        for (drift, is_taken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            let code = code(SECRET, now + drift * STEP).unwrap();
            let used = take(SECRET, &code, "", now);
            assert_eq!(used.is_some(), is_taken, "{drift}");
            if let Some(used) = used {
                assert_eq!(take(SECRET, &code, &used, now), None, "{drift}");
            }
        }
        assert_eq!(take(SECRET, "000000", "", now), None);
    }

    #[test]
    fn a_clock_that_jumps_locks_nobody_out_and_gives_no_code_a_second_time() {
        let (now, day) = (1_234_567_890_000, 86_400_000);
        let mut used = String::new();
        for at in [now, now + day, now - day, now + STEP] {
            used = take(SECRET, &code(SECRET, at).unwrap(), &used, at).unwrap();
        }
        for at in [now, now + day, now - day, now + STEP] {
            assert_eq!(take(SECRET, &code(SECRET, at).unwrap(), &used, at), None);
        }
        for step in 2..40 {
            used = take(SECRET, &code(SECRET, now + step * STEP).unwrap(), &used, now + step * STEP).unwrap();
        }
        assert_eq!(used.split(' ').count(), REMEMBERED);
    }

    #[test]
    fn readers_find_their_way_in_the_uri() {
        assert_eq!(
            uri("https://archive.example.org", "anna@example.org", SECRET),
            "otpauth://totp/archive%2Eexample%2Eorg:anna%40example%2Eorg?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
             &issuer=archive%2Eexample%2Eorg&algorithm=SHA1&digits=6&period=30"
        );
    }
}
