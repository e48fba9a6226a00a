//! Typed identifiers. Each is a UUIDv7: it sorts by time of creation and cannot be guessed.

use chrono::{DateTime, Utc};
use uuid::Uuid;

/// Declares identifier types that the database, forms and logs all understand.
macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, sea_orm::DeriveValueType)]
        pub struct $name(pub Uuid);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                self.0.fmt(f)
            }
        }

        impl std::str::FromStr for $name {
            type Err = uuid::Error;
            fn from_str(text: &str) -> Result<Self, uuid::Error> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }
    )+};
}

ids! {
    /// A municipality (自治体): the owner of every record below it.
    MunicipalityId,
    /// An organisation (機関): an office, a contractor, an NPO, a health centre.
    OrganizationId,
    /// A desk (窓口) where people may talk.
    DeskId,
    /// A gathering (集まり).
    GatheringId,
    /// An event, a resource or a council of the directory.
    ListingId,
    /// A file beside a directory record.
    AttachmentId,
    /// A proposed or published state of a directory record (版).
    RevisionId,
    /// One look of somebody who made sure that facts are true (確認).
    CheckId,
    /// A request to a partner to make sure of facts, answered by a link (確認のお願い).
    ConfirmationId,
    /// A member of staff who signs in.
    StaffId,
    /// A sealing key, usually one per thread or case.
    KeyId,
    /// A party to a case: the person or somebody of the family.
    PartyId,
    /// What was agreed about being reached (連絡の約束).
    WishesId,
    /// One try to reach somebody (連絡の記録).
    AttemptId,
    /// A written exchange (やりとり).
    ThreadId,
    /// One message of a thread.
    MessageId,
    /// What somebody has begun to write to a desk and not sent yet.
    DraftId,
    /// A file in a thread.
    ThreadFileId,
    /// A mail that came to a desk.
    IncomingMailId,
    /// A question whether two threads are of one person, and its answer.
    ThreadLinkId,
    /// A sheet of paper as a picture (紙の写し).
    ScanId,
    /// A support case (支援ケース).
    CaseId,
    /// One change of where a case stands (状態の移りかわり).
    TurnId,
    /// What was done and said at one contact (支援経過).
    EntryId,
    /// A correction or a word beside an entry.
    EntryNoteId,
    /// An entry that somebody has begun to write.
    EntryDraftId,
    /// What staff promised (約束), or a word that was offered (見守りの連絡).
    PromiseId,
    /// What is told when the lead of a case passes to a colleague (引きつぎ).
    HandoverId,
    /// Who sees to a colleague's cases while they are away (留守のあいだ).
    CoverId,
    /// A point at which support has broken off before (切れ目).
    EdgeId,
    /// A paper of a case that is written on again and again: the plan, what staff make of things.
    PaperId,
    /// A consent (同意).
    ConsentId,
    /// What was taken down at the telephone or the counter (受付メモ).
    NoteId,
    /// A question of a town's sheet (聞き取りの問い).
    QuestionId,
    /// A worry about somebody (気がかり).
    WorryId,
    /// A relay sheet (つなぐシート).
    SheetId,
    /// One way of a relay sheet from one organisation to another (一区間).
    HopId,
    /// A way in which a desk takes bookings (予約の受け方).
    OfferId,
    /// A published change of one session of an offer.
    OfferChangeId,
    /// Who or what receives somebody: a member of staff, a room.
    HostId,
    /// Somebody of the staff at a place (当番).
    ShiftId,
    /// A booking (予約).
    BookingId,
    /// A place of the town where one can meet (会場).
    VenueId,
    /// A room of such a place.
    VenueRoomId,
    /// A room that was asked for at another department (部屋の申請).
    RoomRequestId,
    /// A number that leads into a room for talking online (入室番号).
    RoomCodeId,
    /// A table that was sent and not yet taken in.
    UploadId,
    /// A text of a town or of an operator (方針・案内の文章).
    TextId,
    /// A measure that serves a goal (目標につながる取組).
    GoalMeasureId,
    /// A mail waiting in the outbox.
    MailId,
    /// The key of one form, so that pressing twice has one effect.
    FormId,
}

/// Makes a UUIDv7 from the given time and 10 random bytes.
pub fn uuid_v7(at: DateTime<Utc>, random: [u8; 10]) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or(0);
    uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid()
}
