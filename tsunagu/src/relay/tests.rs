//! Stories of relay.
