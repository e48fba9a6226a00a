//! The finder over the whole country: every municipality of Japan with thirty desks, made from the desks that travel
//! inside the program, asked two hundred different questions. Beside it the same questions over those desks alone.

use std::{
    fmt::Write as _,
    io::Write as _,
    path::Path,
    process::Stdio,
    time::{Duration, Instant},
};

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_norway::Value;

use super::{Client, Fault, ask, connect, resident_kilobytes, told};
use crate::{
    commands::open,
    config::Config,
    directory::{self, Gazetteer, data},
    platform::{Clock, Db, Dice, vault::Vault},
};

const DESKS_PER_TOWN: usize = 30;
const QUESTIONS: usize = 200;

/// Prints the time of a question at the middle and at the 95th of a hundred, and the memory of the process.
pub async fn finder(folder: &Path, also: Option<&str>) -> Result<(), Fault> {
    let desks: Value = serde_norway::from_str(include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/data/desks.yaml")))
        .map_err(|error| told(&error))?;
    let desks = desks.get("desks").and_then(Value::as_sequence).cloned().unwrap_or_default();
    let file = |name: &str| Db::file(&folder.join(format!("{name}.db")));
    let few = measure(folder, file("few"), &data::embedded()?, &questions(&desks, "adachi")).await?;
    let country = folder.join("country");
    std::fs::create_dir_all(&country)?;
    write_country(&country, &desks)?;
    let towns: Vec<String> = Gazetteer::of_japan().all().map(|(_, place)| slug(place.code)).collect();
    let began = Instant::now();
    let bundle = data::read_dir(&country)?;
    let over_all = questions(&desks, &towns[towns.len() / 2]);
    let all = measure(folder, file("country"), &bundle, &over_all).await?;
    println!("finder over {} desks, loaded in     {} s", bundle.desks.len(), began.elapsed().as_secs());
    let mut lines = vec![("desks of the demonstration", &few), ("1,741 towns, 30 desks each", &all)];
    let elsewhere = match also {
        Some(address) => Some(measure(folder, address.to_owned(), &bundle, &over_all).await?),
        None => None,
    };
    lines.extend(elsewhere.as_ref().map(|it| ("the same, on the other database", it)));
    println!("finder, {QUESTIONS} questions                    p50 ms   p95 ms   resident MB, then   start ms");
    for (name, it) in lines {
        println!(
            "{name:<40} {:>6.2}   {:>6.2}   {:>11}  {:>4}   {:>8}",
            it.middle.as_secs_f64() * 1000.0,
            it.high.as_secs_f64() * 1000.0,
            it.megabytes[0],
            it.megabytes[1],
            it.start.as_millis()
        );
    }
    println!("the country beside the demonstration, p95  {:.1} times", all.high.as_secs_f64() / few.high.as_secs_f64());
    Ok(())
}

struct Measured {
    middle: Duration,
    high: Duration,
    /// After loading, and after all questions.
    megabytes: [u64; 2],
    start: Duration,
}

/// Loads the files, starts this very program on them and asks it everything once: no answer comes from the page cache.
async fn measure(
    folder: &Path,
    database: String,
    bundle: &data::Bundle,
    questions: &[String],
) -> Result<Measured, Fault> {
    let master_key = Vault::new_master_key(&Dice::from_system()).to_string();
    let config = Config { database: database.clone(), master_key: Some(master_key.clone()), ..Config::default() };
    let app = open(config, Clock::machine()).await?;
    let tx = app.db.write().await?;
    directory::actions::load(&app, &tx, bundle).await?;
    tx.commit().await?;
    drop(app);

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    drop(listener);
    let began = Instant::now();
    let mut child = tokio::process::Command::new(std::env::current_exe()?)
        .arg("serve")
        .current_dir(folder)
        .env("TSUNAGU_LISTEN", address.to_string())
        .env("TSUNAGU_DATABASE", database)
        .env("TSUNAGU_MASTER_KEY", master_key)
        .env("TSUNAGU_LOG", "error")
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut client: Client = loop {
        if let Ok(mut client) = connect(address).await
            && ask(&mut client, "/healthz").await.is_ok()
        {
            break client;
        }
        if began.elapsed() > Duration::from_secs(300) {
            return Err(Fault::Told("the program did not answer within 300 seconds".to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    };
    let start = began.elapsed();
    let memory = |child: &tokio::process::Child| child.id().and_then(resident_kilobytes).unwrap_or(0) / 1024;
    let loaded = memory(&child);
    let mut times = Vec::new();
    for question in questions {
        let began = Instant::now();
        ask(&mut client, question).await?;
        times.push(began.elapsed());
    }
    let asked = memory(&child);
    child.kill().await?;
    times.sort_unstable();
    Ok(Measured {
        middle: times[times.len() / 2],
        high: times[times.len() * 95 / 100],
        megabytes: [loaded, asked],
        start,
    })
}

/// Every kind of question in turn, each with other words.
fn questions(desks: &[Value], town: &str) -> Vec<String> {
    let places: Vec<&str> = Gazetteer::of_japan().all().map(|(_, place)| place.name).collect();
    let names: Vec<&str> = desks.iter().filter_map(|desk| desk.get("name_ja").and_then(Value::as_str)).collect();
    let typed = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    let abouts = ["me", "family", "sibling", "friend", "supporter"];
    let talks = ["write", "phone", "meet-there", "visit", "online"];
    let scenes = ["begin-work", "money", "school", "tired", "among-people"];
    (0..QUESTIONS)
        .map(|turn| {
            let place = places[turn * 37 % places.len()];
            let name: Vec<char> = names[turn % names.len()].chars().collect();
            let part: String = name.iter().take(5 + turn % 5).collect();
            let (about, talk, scene) = (abouts[turn % 5], talks[turn / 5 % 5], scenes[turn / 3 % 5]);
            let age = 12 + turn % 60;
            match turn % 8 {
                0 => format!("/find?town={town}&about={about}&age={age}&talk={talk}"),
                1 => format!("/find?place={}&about={about}&scene={scene}", typed(place)),
                2 => format!("/find?q={}", typed(&part)),
                3 => format!("/find?about={about}&age={age}&talk={talk}"),
                4 => format!("/find?q={}", typed(&format!("{place} {part}"))),
                // A letter too many in the middle.
                5 => {
                    let mut wrong: Vec<char> = part.chars().collect();
                    wrong.insert(wrong.len() / 2, name[0]);
                    format!("/find?q={}", typed(&wrong.into_iter().collect::<String>()))
                }
                6 => format!("/find?scene={scene}&age={age}"),
                _ => format!("/groups?place={}", typed(place)),
            }
        })
        .collect()
}

fn slug(code: &str) -> String {
    format!("m{code}")
}

/// The files of a folder as a country would write them.
fn write_country(folder: &Path, desks: &[Value]) -> Result<(), Fault> {
    let source = "source: {file: made, quote: made}";
    let mut bodies = "organizations:\n".to_owned();
    let mut prefectures: Vec<&str> = Vec::new();
    let mut out = std::io::BufWriter::new(std::fs::File::create(folder.join("desks.yaml"))?);
    writeln!(out, "desks:")?;
    for (town, (_, place)) in Gazetteer::of_japan().all().enumerate() {
        if !prefectures.contains(&place.prefecture) {
            prefectures.push(place.prefecture);
            let number = prefectures.len();
            let name = place.prefecture;
            // Writing to a string cannot fail.
            let _ = writeln!(bodies, "  - {{id: p{number}, kind: prefecture, name_ja: {name}, {source}}}");
        }
        let (id, name) = (slug(place.code), place.name);
        let prefecture = place.prefecture;
        let _ = writeln!(
            bodies,
            "  - {{id: {id}, kind: municipality, name_ja: {name}, prefecture: {prefecture}, {source}}}\n  \
             - {{id: {id}-npo, kind: npo, name_ja: {name}NPO, municipality: {id}, {source}}}"
        );
        let made: Vec<Value> = (0..DESKS_PER_TOWN).filter_map(|at| desk(desks, town, at, &id, name)).collect();
        let text = serde_norway::to_string(&made).map_err(|error| told(&error))?;
        out.write_all(text.as_bytes())?;
    }
    out.flush()?;
    std::fs::write(folder.join("organizations.yaml"), bodies)?;
    for empty in ["gatherings", "events", "resources", "councils"] {
        std::fs::write(folder.join(format!("{empty}.yaml")), format!("{empty}: []\n"))?;
    }
    Ok(())
}

/// A real desk with another town's name and a quarter of an hour later or earlier.
fn desk(desks: &[Value], town: usize, at: usize, id: &str, name: &str) -> Option<Value> {
    let mut made = desks[(town + at) % desks.len()].clone();
    let entry = made.as_mapping_mut()?;
    for key in ["name_ja", "brand_ja"] {
        if let Some(printed) = entry.get_mut(key) {
            *printed = Value::String(format!("{name}{}", printed.as_str()?));
        }
    }
    entry.remove("owner");
    for (key, value) in
        [("id", format!("{id}-{at}")), ("municipality", id.to_owned()), ("operator", format!("{id}-npo"))]
    {
        entry.insert(Value::String(key.to_owned()), Value::String(value));
    }
    if let Some(hours) = entry.get_mut("hours") {
        later(hours, u32::try_from(town % 6).unwrap_or(0) * 15);
    }
    Some(made)
}

/// Moves every time of day.
fn later(value: &mut Value, minutes: u32) {
    match value {
        Value::String(text) => {
            let moved = text.split_once(':').and_then(|(hour, minute)| {
                let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
                let all = hour * 60 + minute + minutes;
                (text.len() == 5 && all < 24 * 60).then(|| format!("{:02}:{:02}", all / 60, all % 60))
            });
            if let Some(moved) = moved {
                *text = moved;
            }
        }
        Value::Sequence(list) => list.iter_mut().for_each(|it| later(it, minutes)),
        Value::Mapping(map) => map.values_mut().for_each(|it| later(it, minutes)),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Tagged(_) => {}
    }
}
