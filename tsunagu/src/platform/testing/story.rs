//! Steps of the journey through the real pages, so that a test can begin where its own question begins.

use axum::http::StatusCode;

use super::{Browser, Page, TestApp};
use crate::accounts::{self, Role};

/// The desk of the stories, and the office to which its sheets go.
pub const WRITE: &str = "/desks/adachi-safetynet/write";
pub const OPERATOR: &str = "adachi-contractor";
pub const OFFICE: &str = "adachi-marugoto";

impl TestApp {
    /// Satoru answers at the desk.
    pub async fn counsellor(&self) -> Browser {
        self.signed_in("adachi", OPERATOR, Role::Counsellor, "satoru").await
    }

    /// Tomoko works at the office that receives sheets.
    pub async fn partner(&self) -> Browser {
        self.signed_in("adachi", OFFICE, Role::Partner, "tomoko").await
    }

    /// Rika looks after accounts at the desk's own organisation.
    pub async fn administrator(&self) -> Browser {
        self.signed_in("adachi", OPERATOR, Role::Administrator, "rika").await
    }
}

/// Writes to the desk; answers the passphrase.
pub async fn write_to_desk(visitor: &Browser, nickname: &str, text: &str) -> String {
    let page = visitor.fill(WRITE, WRITE, &[("nickname", nickname), ("text", text), ("about", "me")]).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    page.attribute("#passphrase", "data-line")
}

/// What stands on the page behind the passphrase.
pub async fn thread_of(visitor: &Browser, passphrase: &str) -> Page {
    visitor.fill("/come-back", "/come-back", &[("passphrase", passphrase)]).await;
    visitor.open("/thread").await
}

/// The first thread on the counsellor's day.
pub async fn thread_on_day(staff: &Browser) -> String {
    staff.open("/day").await.attribute("#waiting a, #answered a", "href")
}

/// Opens a case from a thread; answers its address.
pub async fn open_case(staff: &Browser, thread: &str) -> String {
    let opened = staff.fill(thread, &format!("{thread}/case"), &[]).await;
    opened.location().unwrap_or_else(|| panic!("a case: {}", opened.text()))
}

/// A case that grew out of what くじら wrote: its address.
pub async fn case_of_kujira(test: &TestApp, staff: &Browser) -> String {
    write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
    open_case(staff, &thread_on_day(staff).await).await
}

/// Records the person's consent to hand `items` to `office`.
pub async fn consent(test: &TestApp, staff: &Browser, case: &str, office: &str, items: &[&str], until: &str) -> Page {
    let office = test.organization(office).await.to_string();
    let mut fields = vec![
        ("recipient", office.as_str()),
        ("purpose", "静かな居場所をいっしょに探すため"),
        ("until", until),
        ("given_by", "person"),
        ("given_how", "oral"),
    ];
    fields.extend(items.iter().map(|item| ("item", *item)));
    let path = format!("{case}/consents");
    staff.fill(&path, &path, &fields).await
}

/// Writes an entry in a case; answers its address.
pub async fn entry(staff: &Browser, case: &str, fields: &[(&str, &str)]) -> String {
    let path = format!("{case}/entries");
    let written = staff.fill(&path, &path, fields).await;
    assert_eq!(written.location(), Some(format!("{case}/timeline")), "{}", written.text());
    staff.open(&format!("{case}/timeline?kind=entry")).await.link("/entries/")
}

/// Hands the lead of a case on to the colleague who signs in as `login`.
pub async fn hand_lead_over(test: &TestApp, staff: &Browser, case: &str, login: &str) -> Page {
    let town =
        test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug("adachi").expect("Adachi").id;
    let to =
        accounts::known_as(test.app.db.read(), town, login).await.expect("reads").expect("a colleague").to_string();
    let path = format!("{case}/handover");
    let fields = [
        ("to", to.as_str()),
        ("promised", "居場所の写真を持っていく"),
        ("not_to_say", "お父さんの仕事"),
        ("calms", "猫の話"),
    ];
    staff.fill(&path, &path, &fields).await
}

/// Somebody is on the telephone (or wherever `means` says): begins a note; answers its address.
pub async fn note(staff: &Browser, means: &str) -> String {
    let begun = staff.fill("/notes", "/notes", &[("means", means)]).await;
    let writing = begun.location().unwrap_or_else(|| panic!("a note: {}", begun.text()));
    writing.trim_end_matches("/writing").to_owned()
}

/// Begins a relay sheet; answers its address.
pub async fn begin_sheet(staff: &Browser, case: &str) -> String {
    let begun = staff.fill(case, &format!("{case}/sheets"), &[]).await;
    begun.location().unwrap_or_else(|| panic!("a sheet: {}", begun.text()))
}

/// Tries to send a sheet with `items` to `office`.
pub async fn send(test: &TestApp, staff: &Browser, sheet: &str, office: &str, items: &[&str]) -> Page {
    let office = test.organization(office).await.to_string();
    let mut fields = vec![("to", office.as_str())];
    fields.extend(items.iter().map(|item| ("item", *item)));
    let path = format!("{sheet}/sending");
    staff.fill(&path, &path, &fields).await
}

/// A sheet of くじら on its way to the office, with these items agreed until 2027-03-31.
pub struct Sent {
    pub case: String,
    pub sheet: String,
    pub passphrase: String,
}

/// くじら writes, Satoru opens a case, records the consent, writes the sheet and sends it.
pub async fn sheet_in_the_air(test: &TestApp, staff: &Browser, items: &[&str]) -> Sent {
    let passphrase = write_to_desk(&test.visitor(), "くじら", "夜しか起きていられません").await;
    let case = open_case(staff, &thread_on_day(staff).await).await;
    consent(test, staff, &case, OFFICE, items, "2027-03-31").await;
    let sheet = begin_sheet(staff, &case).await;
    let fields = [("phone_mobile", "090-0000-0001"), ("wishes", "静かな部屋なら"), ("concern", "15"), ("most", "10")];
    let saved = staff.fill(&sheet, &sheet, &fields).await;
    assert_eq!(saved.status, StatusCode::SEE_OTHER, "{}", saved.text());
    let sent = send(test, staff, &sheet, OFFICE, items).await;
    assert_eq!(sent.location().as_deref(), Some(sheet.as_str()), "{}", sent.text());
    Sent { case, sheet, passphrase }
}

/// The hop at the top of the partner's list of received sheets.
pub async fn received(partner: &Browser) -> String {
    partner.open("/inbox").await.link("/hops/")
}

/// Accepts a sheet.
pub async fn accept(partner: &Browser, hop: &str) -> Page {
    partner.fill(hop, &format!("{hop}/acceptance"), &[]).await
}

/// Sends a table; answers the page that came back, which leads to its report.
pub async fn send_table(staff: &Browser, set: &str, name: &str, bytes: &[u8]) -> Page {
    let page = staff.open("/tables").await;
    let key = page.attribute("form[action='/tables'] input[name=form]", "value");
    staff.post_file("/tables", &[("form", &key), ("set", set)], name, bytes).await
}

/// A small table of facilities with one doubt; answers the address of its report.
pub async fn table_of_facilities(staff: &Browser) -> String {
    let sent = send_table(staff, "", "facilities.csv", "名称,電話番号\n千住センタ-,03-1111-2222\n".as_bytes()).await;
    sent.location().unwrap_or_else(|| panic!("a report: {}", sent.text()))
}

/// Where somebody outside tells of a worry.
pub const WORRY: &str = "/towns/adachi/worry";

/// Hana tells of a house; answers the page with the code.
pub async fn tell(visitor: &Browser, fields: &[(&str, &str)]) -> Page {
    let told = visitor.fill(WORRY, WORRY, fields).await;
    assert_eq!(told.status, StatusCode::OK, "{}", told.text());
    told
}

/// A worry that has come to the desk: its address.
pub async fn worry(test: &TestApp, staff: &Browser) -> String {
    tell(&test.visitor(), &[("who", "3丁目の家の息子さん"), ("what", "夏から姿を見ません")]).await;
    staff.open("/worries").await.attribute("main td a[href^='/worries/']", "href")
}
