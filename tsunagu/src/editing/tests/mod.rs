//! What an editor, a second person and a partner rely on.

mod model;
mod stories;
