//! Who may what, on one screen. `access.txt` is this table rendered; a change of it is a diff that someone reads.
//! A role alone opens nothing: every look-up also asks whose case, thread or sheet it is.

use super::Role;
use crate::vocabulary;

vocabulary! {
    /// Something a member of staff may do.
    pub enum Duty("duty") {
        ReadThreads => "read-threads",
        AnswerThreads => "answer-threads",
        OpenCases => "open-cases",
        /// Takes down what is said at the telephone and at the counter.
        TakeNotes => "take-notes",
        ReadCases => "read-cases",
        EditCases => "edit-cases",
        RecordConsent => "record-consent",
        SendSheets => "send-sheets",
        AnswerSheets => "answer-sheets",
        ReadSheets => "read-sheets",
        /// Keeps public pages true: desks, places, resources, policies.
        EditPages => "edit-pages",
        /// Sees who comes, enters and proposes times, closes single ones.
        ManageBookings => "manage-bookings",
        /// Reads worries that reached the town's first desk, and sees to them.
        TakeWorries => "take-worries",
        /// Reads numbers that name nobody.
        ReadFigures => "read-figures",
        ManageAccounts => "manage-accounts",
    }
}

/// Whether `role` may do `duty` at all.
pub fn allows(role: Role, duty: Duty) -> bool {
    use Duty as D;
    match role {
        Role::Counsellor => !matches!(duty, D::ManageAccounts),
        Role::Partner => matches!(
            duty,
            D::ReadCases | D::EditCases | D::RecordConsent | D::SendSheets | D::AnswerSheets | D::ReadSheets
        ),
        Role::Administrator => matches!(duty, D::ManageAccounts | D::EditPages | D::ReadFigures),
    }
}
