//! How messages are declared: the order in which members are written is their order in a frame.

/// A struct whose fields are coded one after the other.
macro_rules! record {
    ($($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $field:ident: $type:ty),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(test, derive(arbitrary::Arbitrary))]
        #[allow(missing_docs, reason = "fields are named by what they are; the schema documents the rest")]
        pub struct $name {
            $($(#[$what])* pub $field: $type,)*
        }

        impl $crate::codec::Wire for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                $($crate::codec::Wire::encode(&self.$field, out);)*
            }

            fn decode(input: &mut $crate::codec::Reader<'_>) -> $crate::codec::Result<Self> {
                Ok($name { $($field: $crate::codec::Wire::decode(input)?,)* })
            }
        }
    )*};
}

/// An enum whose members are numbered from 0.
macro_rules! enumeration {
    ($($(#[$about:meta])* $name:ident { $($member:ident = $ordinal:literal),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        #[cfg_attr(test, derive(arbitrary::Arbitrary))]
        #[allow(missing_docs, reason = "members are named by what they are")]
        pub enum $name {
            $($member = $ordinal,)*
        }

        impl $crate::codec::Wire for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                $crate::codec::encode_varint(*self as u64, out);
            }

            fn decode(input: &mut $crate::codec::Reader<'_>) -> $crate::codec::Result<Self> {
                match input.varint()? {
                    $($ordinal => Ok($name::$member),)*
                    tag => Err($crate::codec::DecodeError::UnknownTag { kind: stringify!($name), tag }),
                }
            }
        }
    )*};
}

/// A tagged union: the number of the member, then its value.
macro_rules! union {
    ($($(#[$about:meta])* $name:ident { $($tag:literal => $member:ident($type:ty)),* $(,)? })*) => {$(
        $(#[$about])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        #[cfg_attr(test, derive(arbitrary::Arbitrary))]
        #[allow(missing_docs, reason = "members are named after what they carry")]
        pub enum $name {
            $($member($type),)*
        }

        impl $name {
            /// The member's name.
            pub fn name(&self) -> &'static str {
                match self {
                    $($name::$member(_) => stringify!($member),)*
                }
            }
        }

        impl $crate::codec::Wire for $name {
            fn encode(&self, out: &mut Vec<u8>) {
                match self {
                    $($name::$member(value) => {
                        $crate::codec::encode_varint($tag, out);
                        $crate::codec::Wire::encode(value, out);
                    })*
                }
            }

            fn decode(input: &mut $crate::codec::Reader<'_>) -> $crate::codec::Result<Self> {
                match input.varint()? {
                    $($tag => $crate::codec::Wire::decode(input).map($name::$member),)*
                    tag => Err($crate::codec::DecodeError::UnknownTag { kind: stringify!($name), tag }),
                }
            }
        }
    )*};
}
