//! Frames in a stream.

use proptest::prelude::*;

use crate::stream::{MAX_FRAME_BYTES, Piece, Splitter, prefix};

fn pieces(splitter: &mut Splitter) -> Vec<Piece> {
    std::iter::from_fn(|| splitter.next_piece()).collect()
}

proptest! {
    #[test]
    fn fuzz_frames_are_the_same_however_they_arrive(
        frames in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..8),
        step in 1usize..50,
    ) {
        let stream: Vec<u8> =
            frames.iter().flat_map(|frame| [&prefix(frame).unwrap()[..], frame].concat()).collect();
        let mut splitter = Splitter::default();
        let mut arrived = Vec::new();
        for part in stream.chunks(step) {
            splitter.push(part);
            arrived.extend(pieces(&mut splitter));
        }
        let expected: Vec<_> = frames.into_iter().map(Piece::Frame).collect();
        prop_assert_eq!(arrived, expected);
        prop_assert!(!splitter.in_frame());
    }
}

#[test]
fn a_frame_that_is_too_long_goes_by_and_the_next_is_taken() {
    let length = MAX_FRAME_BYTES + 1;
    for step in [1 << 20, 4096 + 3, length as usize + 20] {
        let mut stream = length.to_be_bytes().to_vec();
        stream.resize(4 + length as usize, b'x');
        stream.extend([0, 0, 0, 2, b'o', b'k']);
        let mut splitter = Splitter::default();
        let mut arrived = Vec::new();
        for part in stream.chunks(step) {
            splitter.push(part);
            arrived.extend(pieces(&mut splitter));
        }
        let head = vec![b'x'; 4096];
        let expected = [Piece::TooLong { length, head }, Piece::Frame(b"ok".to_vec())];
        assert_eq!(arrived, expected, "in steps of {step}");
    }
}

#[test]
fn the_longest_frame_is_taken_and_a_longer_one_not_sent() {
    let frame = vec![7; MAX_FRAME_BYTES as usize];
    let mut splitter = Splitter::default();
    splitter.push(&prefix(&frame).unwrap());
    assert!(splitter.in_frame());
    splitter.push(&frame);
    assert_eq!(splitter.next_piece(), Some(Piece::Frame(frame.clone())));
    assert_eq!(prefix(&[&frame[..], &[7]].concat()), None);
}
