//! `wasi:sockets` over the sockets of the kernel.

mod address;
mod names;
mod socket;
mod tcp;
mod udp;

use crate::Wasi;
use crate::wit::exports::wasi::sockets::{instance_network, network};

/// The network of the VM: there is one.
pub struct Network;

impl network::Guest for Wasi {
    type Network = Network;
}

impl network::GuestNetwork for Network {}

impl instance_network::Guest for Wasi {
    fn instance_network() -> network::Network {
        network::Network::new(Network)
    }
}
