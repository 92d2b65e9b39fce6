//! Files as text: decompressed, decoded, and never more of it in memory than a piece.

use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8};
use std::fs::File;
use std::io::{self, BufRead, BufReader, Error, ErrorKind, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Bytes that are looked at to tell what a file is.
const HEAD: usize = 64 * 1024;
/// A compressed file that becomes more than this many times larger, and more than [`FREE`], is a bomb.
const RATIO: u64 = 300;
const FREE: u64 = 64 * 1024 * 1024;

/// A file that is being read.
pub struct Opened {
    /// Its first characters.
    pub head: String,
    /// Its text in UTF-8; of a file that claims to be UTF-8 and is not, the bytes as they are.
    pub text: Box<dyn BufRead + Send>,
}

/// Opens a file. `read` counts the bytes that were read of it as it lies on the disk.
pub fn open(path: &Path, read: Arc<AtomicU64>) -> io::Result<Opened> {
    let file = Counted { inner: File::open(path)?, read: Arc::clone(&read), start: read.load(Ordering::Relaxed) };
    let mut raw = BufReader::with_capacity(HEAD, file);
    let magic: Vec<u8> = raw.fill_buf()?.iter().take(4).copied().collect();
    let mut bytes: Box<dyn BufRead + Send> = match magic.as_slice() {
        [0x1f, 0x8b, ..] => {
            let start = read.load(Ordering::Relaxed);
            let plain = Bounded { inner: flate2::bufread::MultiGzDecoder::new(raw), out: 0, read, start };
            Box::new(BufReader::with_capacity(HEAD, plain))
        }
        [0x28, 0xb5, 0x2f, 0xfd] => {
            let start = read.load(Ordering::Relaxed);
            let decoder = ruzstd::decoding::StreamingDecoder::new(raw)
                .map_err(|error| Error::new(ErrorKind::InvalidData, error.to_string()))?;
            Box::new(BufReader::with_capacity(HEAD, Bounded { inner: decoder, out: 0, read, start }))
        }
        b"PK\x03\x04" => return Err(Error::new(ErrorKind::InvalidData, "it is a ZIP archive; give the files in it")),
        _ => Box::new(raw),
    };
    let head = head(&mut bytes)?;
    let encoding = encoding_of(&head);
    let text = encoding.decode(&head).0.into_owned();
    let text: String = text.trim_start_matches('\u{feff}').chars().take(8 * 1024).collect();
    let bytes: Box<dyn BufRead + Send> = Box::new(io::Cursor::new(head).chain(bytes));
    let bytes = if encoding == UTF_8 { without_mark(bytes)? } else { Box::new(BufReader::new(Decoding::new(bytes, encoding))) };
    Ok(Opened { head: text, text: bytes })
}

/// The bytes of a file as a whole, decompressed.
pub fn whole(path: &Path, read: Arc<AtomicU64>, limit: u64) -> io::Result<Vec<u8>> {
    let magic = {
        let mut magic = [0; 4];
        let length = File::open(path)?.read(&mut magic)?;
        magic.get(..length).unwrap_or_default().to_vec()
    };
    let is_packed = matches!(magic.as_slice(), [0x1f, 0x8b, ..] | [0x28, 0xb5, 0x2f, 0xfd]);
    let mut bytes = Vec::new();
    let taken = if is_packed {
        open(path, read)?.text.take(limit + 1).read_to_end(&mut bytes)?
    } else {
        let start = read.load(Ordering::Relaxed);
        Counted { inner: File::open(path)?, read, start }.take(limit + 1).read_to_end(&mut bytes)?
    };
    if taken as u64 > limit {
        return Err(Error::new(ErrorKind::InvalidData, format!("it has more than the {limit} bytes that a page may have")));
    }
    Ok(bytes)
}

fn head(bytes: &mut dyn BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(HEAD);
    bytes.take(HEAD as u64).read_to_end(&mut head)?;
    Ok(head)
}

/// What the bytes are written in: what a mark says, UTF-8 where it is that, and else what is most likely.
fn encoding_of(head: &[u8]) -> &'static Encoding {
    if let Some((encoding, _)) = Encoding::for_bom(head) {
        return encoding;
    }
    let is_cut = |error: std::str::Utf8Error| error.error_len().is_none() && head.len() - error.valid_up_to() < 4;
    // One broken line in a file of UTF-8 is one broken line, and not another encoding.
    let broken = head.utf8_chunks().filter(|chunk| !chunk.invalid().is_empty()).count();
    let wide = head.utf8_chunks().map(|chunk| chunk.valid().chars().filter(|c| !c.is_ascii()).count()).sum::<usize>();
    if std::str::from_utf8(head).map_or_else(is_cut, |_| true) || broken <= wide {
        return UTF_8;
    }
    let mut detector = chardetng::EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(head, true);
    detector.guess(None, chardetng::Utf8Detection::Allow)
}

fn without_mark(mut bytes: Box<dyn BufRead + Send>) -> io::Result<Box<dyn BufRead + Send>> {
    if bytes.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        bytes.consume(3);
    }
    Ok(bytes)
}

/// Counts what is read.
struct Counted<R> {
    inner: R,
    read: Arc<AtomicU64>,
    start: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.start += length as u64;
        self.read.fetch_add(length as u64, Ordering::Relaxed);
        Ok(length)
    }
}

/// Refuses what unpacks to far more than any text does.
struct Bounded<R> {
    inner: R,
    out: u64,
    read: Arc<AtomicU64>,
    start: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.out += length as u64;
        let packed = self.read.load(Ordering::Relaxed).saturating_sub(self.start) + HEAD as u64;
        if self.out > FREE && self.out / packed.max(1) > RATIO {
            let message = format!("it unpacks to more than {RATIO} times its size, which no text does");
            return Err(Error::new(ErrorKind::InvalidData, message));
        }
        Ok(length)
    }
}

/// Another encoding as UTF-8.
struct Decoding {
    bytes: Box<dyn BufRead + Send>,
    decoder: Decoder,
    pending: Vec<u8>,
    at: usize,
    is_over: bool,
}

impl Decoding {
    fn new(bytes: Box<dyn BufRead + Send>, encoding: &'static Encoding) -> Self {
        Self { bytes, decoder: encoding.new_decoder(), pending: Vec::new(), at: 0, is_over: false }
    }
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at >= self.pending.len() {
            if self.is_over {
                return Ok(0);
            }
            let source = self.bytes.fill_buf()?;
            let last = source.is_empty();
            let mut out = String::with_capacity(self.decoder.max_utf8_buffer_length(source.len()).unwrap_or(HEAD));
            let (result, taken, _) = self.decoder.decode_to_string(source, &mut out, last);
            self.bytes.consume(taken);
            self.is_over = last && result == CoderResult::InputEmpty;
            self.pending = out.into_bytes();
            self.at = 0;
        }
        let rest = self.pending.get(self.at..).unwrap_or_default();
        let length = rest.len().min(buffer.len());
        if let (Some(to), Some(from)) = (buffer.get_mut(..length), rest.get(..length)) {
            to.copy_from_slice(from);
        }
        self.at += length;
        Ok(length)
    }
}
