//! The pages that bring the slices together: the towns for residents, a counsellor's day, the list of cases, the page of
//! a case. Nothing is stored here and no rule lives here; every page asks the slices' own doors.

mod case_page;
mod day;
mod timeline;
mod towns;

use axum::Router;

use crate::platform::App;

pub fn routes() -> Router<App> {
    Router::new().merge(towns::routes()).merge(day::routes()).merge(case_page::routes()).merge(timeline::routes())
}
