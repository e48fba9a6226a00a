//! Many at once, for one time and for many, from several programs over one database.

use std::sync::Arc;

use axum::http::StatusCode;
use chrono::NaiveDateTime;
use tokio::task::JoinSet;

use super::{DESK, FREE, THURSDAY, form, id, offer};
use crate::{
    booking::{
        actions::{self, Comer, Entry, Request},
        model::arranged::{Note, Origin},
    },
    on_both_databases,
    platform::{
        App, Db, Lang, Outcome, Parts,
        ids::OfferId,
        testing::{TestApp, at},
        web::form as forms,
    },
    reception::Opening,
};

const CLIENTS: usize = 64;

/// Sixty-four people have the form open and press at the same moment; answers how many have the time.
async fn race(test: &TestApp, offer: &str) -> usize {
    let mut clients = Vec::new();
    for number in 0..CLIENTS {
        let visitor = test.visitor();
        let page = visitor.open(&form(offer, THURSDAY)).await;
        let fields = page.form(FREE);
        clients.push((visitor, fields, format!("人{number}")));
    }
    let mut racing = JoinSet::new();
    for (visitor, fields, nickname) in clients {
        racing.spawn(async move {
            let mut pairs: Vec<(&str, &str)> =
                fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
            pairs.retain(|(name, _)| *name != "nickname");
            pairs.push(("nickname", &nickname));
            let page = visitor.post(FREE, &pairs).await;
            match page.status {
                StatusCode::OK => true,
                StatusCode::UNPROCESSABLE_ENTITY => {
                    let text = page.text();
                    assert!(text.contains("ほかの方の予約で埋まりました") && text.contains(&nickname));
                    false
                }
                other => panic!("{other}: {}", page.text()),
            }
        });
    }
    racing.join_all().await.into_iter().filter(|won| *won).count()
}

async fn enter(
    app: &App,
    test_shelf: &crate::directory::Shelf,
    actor: &crate::accounts::Actor,
    offer: OfferId,
    start: NaiveDateTime,
) -> bool {
    let directory = test_shelf.current(app).await.expect("the directory");
    let entry = Entry { offer, start: Some(start), origin: Origin::Phone, exception: String::new() };
    match actions::enter(app, actor, &directory, entry, forms::fresh(app, "race")).await {
        Ok(_) => true,
        Err(Outcome::Refused(refusal)) => {
            assert_eq!(refusal.key, "refused-slot-full");
            false
        }
        Err(other) => panic!("{other:?}"),
    }
}

/// Satoru, as the rules see him.
async fn satoru(test: &TestApp) -> crate::accounts::Actor {
    let staff = test
        .add_staff("adachi", crate::platform::testing::story::OPERATOR, crate::accounts::Role::Counsellor, "racer")
        .await;
    let directory = test.shelf.current(&test.app).await.expect("the directory");
    crate::accounts::Actor {
        staff,
        name: "racer".to_owned(),
        role: crate::accounts::Role::Counsellor,
        organization: directory
            .organization_by_slug(crate::platform::testing::story::OPERATOR)
            .expect("the operator")
            .id,
        municipality: directory.municipality_by_slug("adachi").expect("the town").id,
    }
}

on_both_databases! {
    async fn one_seat_is_given_to_one_of_sixty_four(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[]).await;
        assert_eq!(race(&test, &made).await, 1);
        assert_eq!(staff.open("/bookings").await.seen("#arranged tbody tr").len(), 1);
    }

    async fn seven_seats_are_given_to_seven_of_sixty_four(test: TestApp) {
        let staff = test.counsellor().await;
        let made = offer(&staff, &[("capacity", "7")]).await;
        assert_eq!(race(&test, &made).await, 7);
        assert_eq!(staff.open("/bookings").await.seen("#arranged tbody tr").len(), 7);
    }

    async fn a_thousand_times_are_each_given_once_by_two_programs_over_one_database(test: TestApp) {
        let staff = test.counsellor().await;
        let notice = "毎日 9:00～17:00";
        let fields = [("notice", notice), ("read", notice), ("minutes", "10"), ("days_ahead", "60")];
        let made: OfferId = id(&offer(&staff, &fields).await).parse().expect("an id");
        let directory = test.shelf.current(&test.app).await.expect("the directory");
        let desk = directory.desk_by_slug(DESK.rsplit('/').next().expect("a slug")).expect("the desk");
        let known = actions::receives(test.app.db.read(), desk, made).await.expect("the offer");
        let slots = actions::free_after(&test.app, desk, &known, at("2026-11-25T09:00"), 1000).await.expect("times");
        assert_eq!(slots.len(), 1000);
        let db = Db::open(&test.app.config.database, 4).await.expect("the same database again");
        let apps = [test.app.clone(), App::new(Parts { db: db.clone(), ..(*test.app).clone() })];
        let actor = satoru(&test).await;
        let slots = Arc::new(slots);
        let mut racing = JoinSet::new();
        for runner in 0..4 {
            let (app, shelf, actor, slots) = (apps[runner % 2].clone(), test.shelf.clone(), actor.clone(), slots.clone());
            racing.spawn(async move {
                let mut won = 0;
                // Every time is tried by two runners, one in each program.
                for slot in slots.iter().skip(runner / 2).step_by(2) {
                    won += usize::from(enter(&app, &shelf, &actor, made, slot.start).await);
                }
                won
            });
        }
        assert_eq!(racing.join_all().await.into_iter().sum::<usize>(), 1000);
        let left = actions::free_after(&test.app, desk, &known, at("2026-11-25T09:00"), 1000).await.expect("times");
        let first = left.first().map(|slot| slot.start);
        assert!(first.is_none_or(|first| first > slots.last().expect("a thousand").start), "{first:?}");
        db.close().await;
    }

    async fn one_host_of_many_offers_is_in_one_place_however_many_press(test: TestApp) {
        let staff = test.counsellor().await;
        staff.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "room"), ("name", "相談室")]).await;
        let room = staff.open(super::OFFERS).await.attribute("fieldset.tight input", "value");
        let mut offers = Vec::new();
        for name in ["一", "二", "三"] {
            let made = offer(&staff, &[("name", name), ("capacity", "9"), ("need0", &room)]).await;
            offers.push(id(&made).parse::<OfferId>().expect("an id"));
        }
        let mut racing = JoinSet::new();
        for number in 0..24 {
            let (app, shelf) = (test.app.clone(), test.shelf.clone());
            let offer = offers[number % 3];
            racing.spawn(async move {
                let directory = shelf.current(&app).await.expect("the directory");
                let desk = directory.desk_by_slug("adachi-safetynet").expect("the desk");
                let comer = Comer::New { opening: Opening::default(), lang: Lang::Ja };
                let request = Request { offer, note: Note::default(), line: "予約".to_owned() };
                let once = forms::fresh(&app, "race");
                match actions::book(&app, (&directory, desk), at(THURSDAY), comer, request, once).await {
                    Ok(_) => true,
                    Err(Outcome::Refused(refusal)) => {
                        assert_eq!(refusal.key, "refused-slot-full");
                        false
                    }
                    Err(other) => panic!("{other:?}"),
                }
            });
        }
        assert_eq!(racing.join_all().await.into_iter().filter(|won| *won).count(), 1);
    }

    async fn those_who_enter_and_those_who_move_never_wait_for_each_other(test: TestApp) {
        let staff = test.counsellor().await;
        staff.fill("/bookings/hosts", "/bookings/hosts", &[("kind", "room"), ("name", "相談室")]).await;
        let room = staff.open(super::OFFERS).await.attribute("fieldset.tight input", "value");
        let made: OfferId = id(&offer(&staff, &[("capacity", "9"), ("need0", &room)]).await).parse().expect("an id");
        let actor = satoru(&test).await;
        let mut racing = JoinSet::new();
        for number in 0..16_i64 {
            let (app, shelf, actor) = (test.app.clone(), test.shelf.clone(), actor.clone());
            racing.spawn(async move {
                let once = forms::fresh(&app, "race");
                if number % 2 == 0 {
                    let directory = shelf.current(&app).await.expect("the directory");
                    let entry = Entry { offer: made, start: None, origin: Origin::Urgent, exception: String::new() };
                    actions::enter(&app, &actor, &directory, entry, once).await.map(|_| ())
                } else {
                    let directory = shelf.current(&app).await.expect("the directory");
                    let from = at(THURSDAY) + chrono::TimeDelta::days(number);
                    let until = from + chrono::TimeDelta::hours(1);
                    let change = (from, until, Some(from + chrono::TimeDelta::hours(2)), "会場の都合");
                    actions::change_session(&app, (&actor, &directory), made, change, once).await
                }
            });
        }
        for result in racing.join_all().await {
            result.expect("kept");
        }
    }
}
