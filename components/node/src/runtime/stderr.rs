//! Standard error for native code: messages that must come out whatever state JavaScript is in.

use crate::sys;

/// Writes everything to descriptor 2, waiting while it is full. Failures are dropped: there is
/// nobody left to tell.
pub fn write(mut text: &[u8]) {
    while !text.is_empty() {
        match sys::write(2, text) {
            Ok(0) => return,
            Ok(count) => text = text.get(count as usize..).unwrap_or_default(),
            Err(sys::Errno::Again) => {
                let target = sys::PollTarget::Descriptor((2, sys::PollInterest::WRITABLE));
                match sys::poll(&[sys::PollSubscription { target }], None) {
                    Ok(_) => {}
                    // Signals stay pending for the loop; without one it would never be asked.
                    Err(_) => {
                        sys::take_signals();
                    }
                }
            }
            Err(sys::Errno::Intr) => {}
            Err(_) => return,
        }
    }
}
