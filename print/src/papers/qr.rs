//! An address as a QR code: which modules are dark. The template draws them, with four modules of white around.

use qrcodegen::{QrCode, QrCodeEcc};
use serde::Serialize;

/// Dark modules as runs from left to right.
#[derive(Debug, Serialize)]
pub(super) struct Code {
    /// Modules along one side.
    size: i32,
    /// Column, row and length of each run.
    runs: Vec<[i32; 3]>,
}

/// The code of `address`, correcting errors at level M or better. Nothing for an empty address, or for one longer
/// than a code can hold (2,331 bytes): it is still printed as text.
pub(super) fn code(address: &str) -> Option<Code> {
    if address.is_empty() {
        return None;
    }
    let qr = QrCode::encode_text(address, QrCodeEcc::Medium).ok()?;
    let mut runs: Vec<[i32; 3]> = Vec::new();
    for y in 0..qr.size() {
        for x in (0..qr.size()).filter(|x| qr.get_module(*x, y)) {
            match runs.last_mut() {
                Some([start, row, length]) if *row == y && *start + *length == x => *length += 1,
                _ => runs.push([x, y, 1]),
            }
        }
    }
    Some(Code { size: qr.size(), runs })
}
