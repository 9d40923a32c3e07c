//! Graphemes, words, sentences of UTF-16 text. Words of scripts that need a dictionary (Thai,
//! Chinese…) are found by the rules that need none.

use icu_segmenter::{
    GraphemeClusterSegmenter, SentenceSegmenter, WordSegmenter,
    options::{SentenceBreakInvariantOptions, WordBreakInvariantOptions},
};

/// What text is cut into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granularity {
    /// Characters as a reader sees them.
    Grapheme,
    /// Words and what is between them.
    Word,
    /// Sentences.
    Sentence,
}

/// A piece of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Where it ends, in code units.
    pub end: usize,
    /// It is a word, not punctuation or space.
    pub is_word_like: bool,
}

/// The pieces of a text, in order.
pub fn segments(granularity: Granularity, text: &[u16]) -> Vec<Segment> {
    let plain = |end: usize| Segment { end, is_word_like: false };
    match granularity {
        Granularity::Grapheme => {
            let segmenter = GraphemeClusterSegmenter::new();
            segmenter.segment_utf16(text).skip(1).map(plain).collect()
        }
        Granularity::Word => {
            let segmenter =
                WordSegmenter::new_for_non_complex_scripts(WordBreakInvariantOptions::default());
            let breaks = segmenter.segment_utf16(text).iter_with_word_type().skip(1);
            breaks.map(|(end, kind)| Segment { end, is_word_like: kind.is_word_like() }).collect()
        }
        Granularity::Sentence => {
            let segmenter = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
            segmenter.segment_utf16(text).skip(1).map(plain).collect()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(granularity: Granularity, text: &str) -> Vec<(String, bool)> {
        let units: Vec<u16> = text.encode_utf16().collect();
        let mut start = 0;
        let cut = |segment: Segment| {
            let piece = String::from_utf16_lossy(&units[start..segment.end]);
            start = segment.end;
            (piece, segment.is_word_like)
        };
        segments(granularity, &units).into_iter().map(cut).collect()
    }

    #[test]
    fn all_three() {
        let graphemes = pieces(Granularity::Grapheme, "e\u{301}👩‍👧🇩🇪x");
        assert_eq!(graphemes.len(), 4);
        let words = pieces(Granularity::Word, "Hi, you!");
        let words: Vec<&str> = words.iter().filter(|one| one.1).map(|one| one.0.as_str()).collect();
        assert_eq!(words, ["Hi", "you"]);
        assert_eq!(pieces(Granularity::Sentence, "One. Two? Three").len(), 3);
        assert!(segments(Granularity::Grapheme, &[]).is_empty());
        assert_eq!(segments(Granularity::Grapheme, &[0xd800, 0x61]).len(), 2);
    }
}
