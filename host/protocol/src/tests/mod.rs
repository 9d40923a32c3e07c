//! Whole frames: fixed bytes, every value there and back, hostile input.

mod hostile;
mod streams;
mod vectors;

use arbitrary::{Arbitrary, Unstructured};
use proptest::prelude::*;

use crate::frame::{Frame, request_head};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn fuzz_every_frame_comes_back_as_it_was(entropy in proptest::collection::vec(any::<u8>(), 0..2000)) {
        let Ok(frame) = Frame::arbitrary(&mut Unstructured::new(&entropy)) else { return Ok(()) };
        let bytes = frame.to_bytes();
        prop_assert_eq!(Frame::from_bytes(&bytes), Ok(frame.clone()));
        if let Frame::Request { id, owner, .. } = frame {
            prop_assert_eq!(request_head(&bytes), (id > 0).then_some((id, owner)));
        }
    }

    #[test]
    fn fuzz_what_is_read_is_what_would_be_written(
        entropy in proptest::collection::vec(any::<u8>(), 0..500),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let Ok(frame) = Frame::arbitrary(&mut Unstructured::new(&entropy)) else { return Ok(()) };
        let mut bytes = frame.to_bytes();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        // The order of a map's entries has no meaning; everything else has one form only.
        if let Ok(read) = Frame::from_bytes(&bytes) {
            prop_assert_eq!(Frame::from_bytes(&read.to_bytes()), Ok(read));
        }
    }
}
