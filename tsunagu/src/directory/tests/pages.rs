//! Placeholder until the stories below.
