//! What a mail to a writer is about. Pure.

use crate::vocabulary;

vocabulary! {
    pub enum MailKind("thread-mail") {
        /// It arrived; when somebody reads it.
        Received => "received",
        /// There is an answer.
        Answer => "answer",
        /// There is something to read that is no answer.
        Notice => "notice",
        /// The answer itself, as the writer chose.
        Words => "words",
        /// The link that lets in, once more.
        Entry => "entry",
    }
}
