//! Stories of casework.
