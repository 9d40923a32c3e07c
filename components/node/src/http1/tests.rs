//! What is told and refused (the expectations are what Node 22.14's own parser answers), and that it
//! does not depend on how the input is cut.

use proptest::prelude::*;

use super::{Answer, Body, Events, Head, Kind, Parser, Stop, lenient};

/// Writes down what it is told; the pieces of a text are joined.
#[derive(Debug, Default, PartialEq)]
struct Log {
    entries: Vec<(&'static str, Vec<u8>)>,
    answer: Option<Body>,
    /// Whether every message is paused at its end.
    pauses: bool,
}

impl Log {
    fn add(&mut self, name: &'static str, piece: &[u8]) -> Answer {
        match self.entries.last_mut() {
            Some((last, text)) if *last == name => text.extend_from_slice(piece),
            _ => self.entries.push((name, piece.to_vec())),
        }
        Ok(())
    }
}

impl Events for Log {
    fn message_begin(&mut self) -> Answer {
        self.add("begin", b"")
    }
    fn url(&mut self, piece: &[u8]) -> Answer {
        self.add("url", piece)
    }
    fn status(&mut self, piece: &[u8]) -> Answer {
        self.add("status", piece)
    }
    fn header_field(&mut self, piece: &[u8]) -> Answer {
        self.add("field", piece)
    }
    fn header_value(&mut self, piece: &[u8]) -> Answer {
        self.add("value", piece)
    }
    fn headers_complete(&mut self, head: Head) -> Result<Body, Stop> {
        let text = format!("{head:?}");
        self.add("complete", text.as_bytes())?;
        Ok(self.answer.unwrap_or(Body::AsHeadersSay))
    }
    fn body(&mut self, piece: &[u8]) -> Answer {
        self.add("body", piece)
    }
    fn chunk_header(&mut self) -> Answer {
        Ok(())
    }
    fn chunk_extension(&mut self, piece: &[u8]) -> Answer {
        self.add("extension", piece)
    }
    fn chunk_complete(&mut self) -> Answer {
        self.add("chunk", b"")
    }
    fn message_complete(&mut self) -> Answer {
        self.add("end", b"")?;
        if self.pauses { Err(Stop::Pause) } else { Ok(()) }
    }
}

/// Whether cut input was told as the whole was. Of a text that an error cuts off, what stood in
/// earlier pieces was told.
fn is_same(cut: &(Log, String), whole: &(Log, String)) -> bool {
    let text = ["url", "status", "field", "value", "extension"];
    let (entries, expected) = (&cut.0.entries, &whole.0.entries);
    let begun = !whole.1.is_empty()
        && entries.len() == expected.len() + 1
        && entries.last().is_some_and(|(name, _)| text.contains(name));
    cut.1 == whole.1 && entries.starts_with(expected) && (entries.len() == expected.len() || begun)
}

/// Parses the pieces one after the other; what was told, and the error with its position in the
/// whole input.
fn parse(kind: Kind, flags: u16, pieces: &[&[u8]]) -> (Log, String) {
    let mut parser = Parser::new(kind, flags);
    let mut log = Log::default();
    let mut before = 0;
    for piece in pieces {
        if let Err(error) = parser.execute(&mut log, piece) {
            let at = before + parser.error_position();
            return (log, format!("{} {} {at}", error.code.name(), error.reason));
        }
        before += piece.len();
    }
    let finished = parser.finish(&mut log);
    (log, finished.map_or_else(|error| error.reason.into_owned(), |()| String::new()))
}

fn refusal(kind: Kind, flags: u16, text: &str) -> String {
    parse(kind, flags, &[text.as_bytes()]).1
}

#[test]
fn what_node_refuses() {
    let request = |text| refusal(Kind::Request, 0, text);
    let response = |text| refusal(Kind::Response, 0, text);
    assert_eq!(request("GET /\t HTTP/1.1\r\n"), "HPE_INVALID_URL Invalid characters in url 6");
    assert_eq!(request("GEX / "), "HPE_INVALID_METHOD Invalid method encountered 2");
    assert_eq!(request("GET / HTTPS"), "HPE_INVALID_CONSTANT Expected HTTP/ 10");
    assert_eq!(
        request("GET / HTTP/1.1\r\nX : a\r\n"),
        "HPE_INVALID_HEADER_TOKEN Invalid header token 17"
    );
    assert_eq!(
        request("POST / HTTP/1.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"),
        "HPE_INVALID_TRANSFER_ENCODING Transfer-Encoding can't be present with Content-Length 54"
    );
    assert_eq!(
        request("POST / HTTP/1.1\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n"),
        "HPE_UNEXPECTED_CONTENT_LENGTH Duplicate Content-Length 52"
    );
    assert_eq!(
        response("HTTP/1.1 200 OK\n"),
        "HPE_CR_EXPECTED Missing expected CR after response line 16"
    );
    assert_eq!(response("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nab"), "Invalid EOF state");
    assert_eq!(response("HTTP/1.1 200 OK\r\n\r\nab"), "", "up to the end");
}

#[test]
fn deviations_are_accepted_one_by_one() {
    let cases = [
        (lenient::HEADERS, "GET / HTTP/1.1\r\nX: a\x01b\r\n\r\n"),
        (lenient::VERSION, "GET / HTTP/3.7\r\n\r\n"),
        (lenient::OPTIONAL_CR_BEFORE_LF, "GET / HTTP/1.1\r\nX: a\nY: b\r\n\r\n"),
        (
            lenient::SPACES_AFTER_CHUNK_SIZE,
            "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1 \r\na\r\n0\r\n\r\n",
        ),
        (
            lenient::OPTIONAL_CRLF_AFTER_CHUNK,
            "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na0\r\n\r\n",
        ),
        (lenient::DATA_AFTER_CLOSE, "GET / HTTP/1.1\r\nConnection: close\r\n\r\nmore"),
        (lenient::KEEP_ALIVE, "GET / HTTP/1.1\r\nConnection: close\r\n\r\nGET / HTTP/1.1\r\n\r\n"),
        (
            lenient::CHUNKED_LENGTH,
            "PUT / HTTP/1.1\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        ),
        (lenient::TRANSFER_ENCODING, "PUT / HTTP/1.1\r\nTransfer-Encoding: chunked, gzip\r\n\r\n"),
    ];
    for (flag, text) in cases {
        assert_eq!(refusal(Kind::Request, flag, text), "", "{text:?}");
        assert_ne!(refusal(Kind::Request, 0, text), "", "{text:?} without the flag");
    }
}

#[test]
fn a_pause_goes_on_where_it_was() {
    let mut parser = Parser::new(Kind::Request, 0);
    let mut log = Log { pauses: true, ..Log::default() };
    let data = b"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n";
    assert!(parser.execute(&mut log, data).is_err());
    assert_eq!(parser.error_position(), 19);
    assert!(parser.execute(&mut log, b"x").is_err(), "still paused");
    parser.resume();
    assert!(parser.execute(&mut log, &data[19..]).is_err());
    let urls = log.entries.iter().filter(|(name, _)| *name == "url").count();
    assert_eq!(urls, 2);
}

#[test]
fn another_protocol_starts_behind_the_message() {
    let text = "GET / HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: ws\r\n\r\nrest";
    let expected = format!("HPE_PAUSED_UPGRADE Pause on CONNECT/Upgrade {}", text.len() - 4);
    assert_eq!(refusal(Kind::Request, 0, text), expected);
}

fn fragments() -> impl Strategy<Value = Vec<&'static str>> {
    let parts = vec![
        "GET / HTTP/1.1\r\n",
        "POST http://a@b:1/c?d#e HTTP/1.0\r\n",
        "CONNECT a:1 HTTP/1.1\r\n",
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 304\r\n",
        "HTTP/1.1 101 Switching\r\n",
        "Content-Length: 5\r\n",
        "Transfer-Encoding: gzip, chunked\r\n",
        "Connection: close, x\r\n",
        "Connection: keep-alive\r\n",
        "Upgrade: ws\r\n",
        "X-Y:  a b\t\r\n",
        "X:\r\n",
        "X: a\r\n b\r\n",
        "\r\n",
        "hello",
        "5;a=b;c=\"d\\\"e\"\r\nhello\r\n",
        "0\r\n\r\n",
        "3\r\nabc\r\n",
        "\n",
        "\r",
        "\x01",
    ];
    prop::collection::vec(prop::sample::select(parts), 1..12)
}

proptest! {
    #[test]
    fn the_cuts_do_not_matter(
        parts in fragments(),
        requests in any::<bool>(),
        flags in prop::sample::select(vec![0, 1, 64, 128, 256, 1023]),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
    ) {
        let kind = if requests { Kind::Request } else { Kind::Response };
        let text = parts.concat();
        let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(text.len() + 1)).collect();
        places.extend([0, text.len()]);
        places.sort_unstable();
        let pieces: Vec<&[u8]> =
            places.windows(2).map(|pair| &text.as_bytes()[pair[0]..pair[1]]).collect();
        let whole = parse(kind, flags, &[text.as_bytes()]);
        let single: Vec<&[u8]> = text.as_bytes().chunks(1).collect();
        for pieces in [pieces, single] {
            let cut = parse(kind, flags, &pieces);
            prop_assert!(is_same(&cut, &whole), "{:?}\n{:?}\n{:?}", pieces, cut, whole);
        }
    }

    #[test]
    fn no_input_is_too_strange(data in prop::collection::vec(any::<u8>(), 0..200), requests: bool) {
        let kind = if requests { Kind::Request } else { Kind::Response };
        parse(kind, 1023, &[&data]);
    }
}
