//! What a partner says is not right, while it waits for the editor.

use crate::platform::Refusal;

/// Characters of one correction.
pub const CORRECTION_LONGEST: usize = 2_000;
/// Characters that may wait from one link: whoever has it has no account.
const WAITING_LONGEST: usize = 5 * CORRECTION_LONGEST;

/// What waits for the editor after one more answer. `held` is what waits already: it stays, and new words come below it.
/// `None`: nothing new was said, so what is held stays as it is.
pub fn correction_after(held: Option<&str>, said: &str) -> Result<Option<String>, Refusal> {
    let said = said.trim();
    if said.chars().count() > CORRECTION_LONGEST {
        return Err(Refusal::new("refused-edit-long").with("longest", CORRECTION_LONGEST.to_string()));
    }
    if said.is_empty() {
        return Ok(None);
    }
    match held {
        // The same button pressed twice.
        Some(held) if held == said || held.ends_with(&format!("\n\n{said}")) => Ok(None),
        Some(held) => {
            let both = format!("{held}\n\n{said}");
            if both.chars().count() > WAITING_LONGEST {
                return Err(Refusal::new("refused-confirm-waiting"));
            }
            Ok(Some(both))
        }
        None => Ok(Some(said.to_owned())),
    }
}
