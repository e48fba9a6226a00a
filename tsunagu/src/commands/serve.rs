//! `tsunagu serve`: a real installation.

use tokio::net::TcpListener;

use super::{Fault, Settings, open_from, start_logs};
use crate::{
    app,
    directory::Shelf,
    platform::{App, web::serve::serve},
};

pub async fn run(settings: &Settings) -> Result<(), Fault> {
    let app = open_from(settings).await?;
    start_logs(&app.config.log);
    let listener = TcpListener::bind(app.config.listen).await?;
    tracing::info!(listen = %app.config.listen, "serving");
    serve_until_told(app, listener).await
}

/// Serves until Ctrl-C or SIGTERM, then finishes what is under way and closes the database.
pub async fn serve_until_told(app: App, listener: TcpListener) -> Result<(), Fault> {
    let shelf = Shelf::open(&app).await?;
    let router = app::router(&app, shelf.clone());
    let jobs = tokio::spawn(app::run_jobs(app.clone(), shelf));
    serve(listener, router, told_to_stop()).await?;
    jobs.abort();
    app.db.close().await;
    Ok(())
}

async fn told_to_stop() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupted => {}
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    let _ = interrupted.await;
}
