//! `tsunagu bench`: figures as ratios to a reference of the same run, never as a test that can fail on a slow day.
//!
//! Public pages: requests per second over loopback beside a bare handler that returns the same bytes.
//! Start-up: from starting the program on an empty database to the first answer, and memory after 1,000 requests.
//! Paper: a filled relay sheet as PDF, warm.
//! Bookings: a month of twenty people, and bookings beside bare commits.
//! Finder: two hundred questions over the whole country, beside the desks of the demonstration.

mod bookings;
mod finder;

use std::{
    net::SocketAddr,
    process::Stdio,
    time::{Duration, Instant},
};

use axum::{Router, body::Bytes, http::header, routing::get};
use http_body_util::{BodyExt, Empty};
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};

use super::{Fault, open};
use crate::{
    app,
    config::Config,
    directory::{self, Shelf, data},
    platform::{Clock, Db, Dice, vault::Vault, web::serve::serve},
};

#[derive(clap::Args)]
pub struct Arguments {
    /// Seconds for each measurement.
    #[arg(long, default_value_t = 3)]
    seconds: u64,
    /// Only the finder over the whole country.
    #[arg(long)]
    finder: bool,
    /// Another empty database: the finder is asked over it, or bookings are kept in it, too.
    #[arg(long)]
    also: Option<String>,
    /// Only bookings: the page of a month, and bookings beside bare commits.
    #[arg(long)]
    bookings: bool,
    /// Connections at a time.
    #[arg(long, default_value_t = 16)]
    connections: usize,
}

const PAGES: [&str; 4] = ["/towns/adachi", "/find?town=adachi&about=family&age=45", "/desks/adachi-safetynet", "/"];

pub async fn run(arguments: Arguments) -> Result<(), Fault> {
    let folder = tempfile::tempdir()?;
    if arguments.finder {
        return finder::finder(folder.path(), arguments.also.as_deref()).await;
    }
    if arguments.bookings {
        return bookings::bookings(folder.path(), arguments.also.as_deref()).await;
    }
    let config = Config {
        database: Db::file(&folder.path().join("bench.db")),
        master_key: Some(Vault::new_master_key(&Dice::from_system()).to_string()),
        ..Config::default()
    };
    let app = open(config, Clock::machine()).await?;
    let tx = app.db.write().await?;
    directory::actions::load(&app, &tx, &data::embedded()?).await?;
    tx.commit().await?;
    let shelf = Shelf::open(&app).await?;
    let ours = start(app::router(&app, shelf)).await?;
    println!("page                                      bytes      ours/s      bare/s   ratio");
    for path in PAGES {
        let page = fetch(ours, path).await?;
        let bytes = page.len();
        let bare = start(bare(page)).await?;
        let (mut our_rate, mut bare_rate) = (0.0, 0.0);
        // In turns, so that a busy moment of the machine falls on both.
        for _ in 0..3 {
            our_rate += rate(ours, path, &arguments).await?;
            bare_rate += rate(bare, "/", &arguments).await?;
        }
        println!(
            "{path:<40} {bytes:>7} {:>10.0}  {:>10.0}  {:>6.2}",
            our_rate / 3.0,
            bare_rate / 3.0,
            our_rate / bare_rate
        );
    }
    start_up(folder.path()).await?;
    paper();
    bookings::bookings(folder.path(), None).await?;
    finder::finder(folder.path(), arguments.also.as_deref()).await
}

fn bare(page: Bytes) -> Router {
    Router::new().route(
        "/",
        get(move || {
            let page = page.clone();
            async move { ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], page) }
        }),
    )
}

async fn start(router: Router) -> Result<SocketAddr, Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(serve(listener, router, std::future::pending()));
    Ok(address)
}

type Client = hyper::client::conn::http1::SendRequest<Empty<Bytes>>;

async fn connect(address: SocketAddr) -> Result<Client, Fault> {
    let stream = TcpStream::connect(address).await?;
    stream.set_nodelay(true)?;
    let (client, connection) =
        hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.map_err(|error| told(&error))?;
    tokio::spawn(connection);
    Ok(client)
}

async fn ask(client: &mut Client, path: &str) -> Result<Bytes, Fault> {
    let request = hyper::Request::get(path)
        .header(header::HOST, "127.0.0.1")
        .header(header::ACCEPT_LANGUAGE, "ja")
        .body(Empty::new())
        .map_err(|error| told(&error))?;
    client.ready().await.map_err(|error| told(&error))?;
    let response = client.send_request(request).await.map_err(|error| told(&error))?;
    if !response.status().is_success() {
        return Err(Fault::Told(format!("{path} answered {}", response.status())));
    }
    Ok(response.into_body().collect().await.map_err(|error| told(&error))?.to_bytes())
}

async fn fetch(address: SocketAddr, path: &str) -> Result<Bytes, Fault> {
    ask(&mut connect(address).await?, path).await
}

/// Requests per second with the given number of connections.
async fn rate(address: SocketAddr, path: &str, arguments: &Arguments) -> Result<f64, Fault> {
    let span = Duration::from_secs(arguments.seconds);
    let began = Instant::now();
    let mut workers = Vec::new();
    for _ in 0..arguments.connections {
        let mut client = connect(address).await?;
        let path = path.to_owned();
        workers.push(tokio::spawn(async move {
            let mut answered = 0_u32;
            while began.elapsed() < span {
                ask(&mut client, &path).await?;
                answered += 1;
            }
            Ok::<_, Fault>(answered)
        }));
    }
    let mut answered = 0;
    for worker in workers {
        answered += worker.await.map_err(|error| told(&error))??;
    }
    Ok(f64::from(answered) / began.elapsed().as_secs_f64())
}

/// Starts this very program on an empty database and waits for its first answer.
async fn start_up(folder: &std::path::Path) -> Result<(), Fault> {
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    drop(listener);
    let began = Instant::now();
    let mut child = tokio::process::Command::new(std::env::current_exe()?)
        .arg("serve")
        // No settings file lies there.
        .current_dir(folder)
        .env("TSUNAGU_LISTEN", address.to_string())
        .env("TSUNAGU_DATABASE", Db::file(&folder.join("empty.db")))
        .env("TSUNAGU_MASTER_KEY", Vault::new_master_key(&Dice::from_system()).as_str())
        .env("TSUNAGU_LOG", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut client = loop {
        if let Ok(mut client) = connect(address).await
            && ask(&mut client, "/").await.is_ok()
        {
            break client;
        }
        if began.elapsed() > Duration::from_secs(30) {
            return Err(Fault::Told("the program did not answer within 30 seconds".to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    };
    let first = began.elapsed();
    for _ in 0..1000 {
        ask(&mut client, "/").await?;
    }
    let memory = child.id().and_then(resident_kilobytes);
    child.kill().await?;
    println!("start to first answer, empty database    {} ms", first.as_millis());
    if let Some(memory) = memory {
        println!("resident after 1,000 requests            {} MB", memory / 1024);
    }
    Ok(())
}

fn resident_kilobytes(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?.split_whitespace().next()?.parse().ok()
}

fn paper() {
    let record = print::Record {
        overview: "A sentence as long as people write at a counter. ".repeat(12).into(),
        response: "What was agreed for the next time. ".repeat(4).into(),
        continues: Some(true),
        ..print::Record::default()
    };
    let hop = print::Hop { record: Some(record.clone()), ..print::Hop::default() };
    let data = print::RelaySheetData {
        narrative: "Told in their own words. ".repeat(12).into(),
        first_record: record,
        hops: vec![hop.clone(), hop],
        ..print::RelaySheetData::default()
    };
    let options = print::Options::default();
    let mut times: Vec<Duration> = (0..20)
        .filter_map(|turn| {
            let data = print::RelaySheetData { number: format!("2026-{turn:04}"), ..data.clone() };
            let began = Instant::now();
            print::relay_sheet(&data, &options).ok().map(|_| began.elapsed())
        })
        .collect();
    times.sort();
    if let Some(median) = times.get(times.len() / 2) {
        println!("relay sheet, two hops, as PDF (median)   {:.1} ms", median.as_secs_f64() * 1000.0);
    }
}

fn told(error: &dyn std::fmt::Display) -> Fault {
    Fault::Told(error.to_string())
}
