//! The trail: every way of changing the past shows.

use sea_orm::ConnectionTrait;

use crate::{
    on_both_databases,
    platform::{
        App, Outcome,
        ids::MunicipalityId,
        testing::TestApp,
        trail::{self, Checkpoint, Crack, Deed, Doer},
    },
};

async fn town(test: &TestApp) -> MunicipalityId {
    test.shelf.current(&test.app).await.expect("the directory").municipality_by_slug("adachi").expect("Adachi").id
}

async fn write(app: &App, municipality: MunicipalityId, count: usize) {
    for number in 0..count {
        let tx = app.db.write().await.expect("a transaction");
        let deed = Deed {
            municipality,
            doer: Doer::Program,
            action: "test.deed",
            object: format!("thing:{number}"),
            subject: None,
            detail: String::new(),
        };
        trail::record(&tx, &app.vault, app.now(), deed).await.expect("recorded");
        tx.commit().await.expect("committed");
    }
}

async fn verify(app: &App, checkpoints: &[Checkpoint]) -> Result<Vec<Checkpoint>, Crack> {
    trail::verify(app.db.read(), &app.vault, checkpoints).await.expect("the database answers")
}

/// Runs `sql` behind the program's back.
async fn tamper(app: &App, sql: &str) {
    let tx = app.db.write().await.expect("a transaction");
    tx.execute_unprepared(sql).await.expect("the tampering itself works");
    tx.commit().await.expect("committed");
}

on_both_databases! {
    async fn an_untouched_trail_is_whole_and_gives_checkpoints(test: TestApp) {
        write(&test.app, town(&test).await, 5).await;
        let reached = verify(&test.app, &[]).await.expect("whole");
        assert!(reached.iter().any(|point| point.seq == 5));
        write(&test.app, town(&test).await, 3).await;
        verify(&test.app, &reached).await.expect("whole against the earlier checkpoint");
    }

    async fn a_changed_line_shows(test: TestApp) {
        write(&test.app, town(&test).await, 5).await;
        tamper(&test.app, "UPDATE trail SET object = 'thing:x' WHERE seq = 3 AND action = 'test.deed'").await;
        assert!(matches!(verify(&test.app, &[]).await, Err(Crack::Changed(_, 3))));
    }

    async fn a_removed_line_shows(test: TestApp) {
        write(&test.app, town(&test).await, 5).await;
        tamper(&test.app, "DELETE FROM trail WHERE seq = 2 AND action = 'test.deed'").await;
        assert!(matches!(verify(&test.app, &[]).await, Err(Crack::Missing(_, 2))));
    }

    async fn a_cut_tail_shows(test: TestApp) {
        write(&test.app, town(&test).await, 5).await;
        tamper(&test.app, "DELETE FROM trail WHERE seq > 3 AND action = 'test.deed'").await;
        assert!(matches!(verify(&test.app, &[]).await, Err(Crack::Cut(_, 5))));
    }

    async fn a_tail_cut_together_with_its_head_shows_against_a_checkpoint(test: TestApp) {
        let town = town(&test).await;
        write(&test.app, town, 3).await;
        let early = verify(&test.app, &[]).await.expect("whole");
        write(&test.app, town, 2).await;
        let late = verify(&test.app, &[]).await.expect("whole");
        let at_three = hex::decode(&early.iter().find(|point| point.seq == 3).expect("three lines").hash).expect("hex");
        tamper(&test.app, "DELETE FROM trail WHERE seq > 3 AND action = 'test.deed'").await;
        set_head(&test.app, town, 3, at_three).await;
        verify(&test.app, &[]).await.expect("alone, the chain cannot know");
        assert!(matches!(verify(&test.app, &late).await, Err(Crack::Cut(_, 5))));
    }

    async fn a_forged_checkpoint_is_refused(test: TestApp) {
        write(&test.app, town(&test).await, 3).await;
        let mut points = verify(&test.app, &[]).await.expect("whole");
        for point in &mut points {
            point.seq += 1;
        }
        assert!(matches!(verify(&test.app, &points).await, Err(Crack::ForeignCheckpoint(_))));
    }

    async fn a_refusal_is_kept_although_the_deed_is_undone(test: TestApp) {
        let app = &test.app;
        let deed = Deed {
            municipality: town(&test).await,
            doer: Doer::Visitor,
            action: "test.refused",
            object: "thing".into(),
            subject: None,
            detail: String::new(),
        };
        let kept: Result<(), Outcome> = trail::keep_refusal(&app.db, &app.vault, app.now(), deed, Err(Outcome::Denied)).await;
        assert!(matches!(kept, Err(Outcome::Denied)));
        assert!(verify(app, &[]).await.expect("whole").iter().any(|point| point.seq == 1));
    }

    async fn many_writers_at_once_leave_one_chain_without_gaps(test: TestApp) {
        let town = town(&test).await;
        let mut writers = Vec::new();
        for _ in 0..8 {
            let app = test.app.clone();
            writers.push(tokio::spawn(async move { write(&app, town, 10).await }));
        }
        for writer in writers {
            writer.await.expect("no writer failed");
        }
        assert!(verify(&test.app, &[]).await.expect("whole").iter().any(|point| point.seq == 80));
    }
}

async fn set_head(app: &App, town: MunicipalityId, seq: i64, hash: Vec<u8>) {
    let tx = app.db.write().await.expect("a transaction");
    trail::set_head_for_test(&tx, town, seq, hash).await.expect("set");
    tx.commit().await.expect("committed");
}
