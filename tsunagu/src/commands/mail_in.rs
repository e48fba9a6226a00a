//! `tsunagu mail-in`: a mail server hands over one mail. It reads the answer from the exit code: 0 it is kept, 75 try again later,
//! 69 it cannot be taken, tell the sender.

use std::io::Read;

use super::{Fault, Settings, open_from};
use crate::{
    directory::Shelf,
    mailbox::{self, Delivery, Handed, LARGEST, Taken},
    platform::{Lang, Outcome},
};

/// EX_TEMPFAIL of sysexits.h.
const TRY_AGAIN: u8 = 75;
/// EX_UNAVAILABLE.
const CANNOT_BE_TAKEN: u8 = 69;

#[derive(clap::Args)]
pub struct Arguments {
    #[command(flatten)]
    settings: Settings,
    /// Id of the desk in the data files.
    #[arg(long)]
    desk: String,
    /// The sender of the envelope, as the mail server knows it; empty for reports and automatic answers.
    #[arg(long)]
    sender: Option<String>,
    /// The recipient of the envelope, with what stands after its plus sign.
    #[arg(long)]
    recipient: Option<String>,
}

pub async fn run(arguments: Arguments) -> Result<(), Fault> {
    let raw = read_mail()?;
    match take(arguments, raw).await {
        Ok(Taken::Later) => Err(try_again("too many mails of one sender within an hour")),
        Ok(Taken::Begun(_) | Taken::Added(_) | Taken::Reported(_) | Taken::Aside(_) | Taken::Already) => Ok(()),
        // Whatever it is, the mail server keeps the mail until somebody has looked.
        Err(fault) => Err(try_again(&fault.to_string())),
    }
}

fn try_again(why: &str) -> Fault {
    Fault::MailServer(TRY_AGAIN, why.to_owned())
}

/// The whole mail. One that is too large is listened to until its end, so that the mail server reads our answer.
fn read_mail() -> Result<Vec<u8>, Fault> {
    let mut raw = Vec::new();
    let mut input = std::io::stdin().lock();
    let most = LARGEST as u64;
    let read = (&mut input).take(most + 1).read_to_end(&mut raw);
    read.map_err(|error| try_again(&error.to_string()))?;
    if raw.len() <= LARGEST {
        return Ok(raw);
    }
    let _ = std::io::copy(&mut input, &mut std::io::sink());
    let most = (LARGEST / 1_000_000).to_string();
    Err(Fault::MailServer(CANNOT_BE_TAKEN, Lang::En.with("mail-in-large", &[("most", &most)])))
}

async fn take(arguments: Arguments, raw: Vec<u8>) -> Result<Taken, Fault> {
    let app = open_from(&arguments.settings).await?;
    let directory = Shelf::open(&app).await?.current(&app).await?;
    let unknown = || Fault::Told(format!("there is no desk with the id \"{}\"", arguments.desk));
    let desk = directory.desk_by_slug(&arguments.desk).ok_or_else(unknown)?;
    let handed = Handed { sender: arguments.sender, recipient: arguments.recipient };
    let delivery = Delivery { raw, handed, may_wait: true, is_header: false };
    let taken = mailbox::take(&app, &directory, desk, delivery).await;
    app.db.close().await;
    taken.map_err(|outcome| match outcome {
        // Words of a fault go to the mail server's log and perhaps to the sender: no more than that there is one.
        Outcome::Broken(_) => Fault::Told("the mail could not be kept".to_owned()),
        other => other.into(),
    })
}
