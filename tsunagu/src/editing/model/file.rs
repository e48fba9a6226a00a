//! What may be put beside a record: photos and maps, made anew so that nothing hidden comes along, and flyers as PDF.

use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits, codecs::jpeg::JpegEncoder};

use crate::{directory::Media, platform::Refusal};

/// Bytes a file may have when it arrives.
pub const LARGEST: usize = 10_000_000;
/// Characters of what a file shows.
pub const WORDS_LONGEST: usize = 200;
/// The longer side of a kept picture, in pixels: enough to read a map, light enough for a telephone.
const SIDE: u32 = 1_600;
/// A picture may have this many pixels on one side; beyond, it is a bomb or a poster.
const SIDE_MOST: u32 = 10_000;
/// Bytes that decoding one picture may take.
const MEMORY_MOST: u64 = 200_000_000;
/// A PNG larger than this is kept as JPEG.
const PNG_MOST: usize = 600_000;
const QUALITY: u8 = 82;

/// A file made clean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clean {
    pub media: Media,
    pub bytes: Vec<u8>,
}

/// Finds out by its bytes what a file is, and makes it clean: a picture is decoded, turned upright, made smaller and
/// written anew, so that neither a place nor a script nor a thumbnail is left in it. Takes some hundred milliseconds.
pub fn clean(bytes: &[u8]) -> Result<Clean, Refusal> {
    if bytes.starts_with(b"%PDF-") {
        return pdf(bytes);
    }
    let format = image::guess_format(bytes).map_err(|_| Refusal::new("refused-file-kind"))?;
    match format {
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP => picture(bytes, format),
        _ => Err(Refusal::new("refused-file-kind")),
    }
}

/// A flyer. One that would run, open or carry something is refused.
fn pdf(bytes: &[u8]) -> Result<Clean, Refusal> {
    const LIVE: &[&[u8]] = &[b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/RichMedia"];
    let has = |name: &[u8]| {
        bytes
            .windows(name.len() + 1)
            .any(|window| window.starts_with(name) && !window[name.len()].is_ascii_alphanumeric())
    };
    if LIVE.iter().any(|name| has(name)) {
        return Err(Refusal::new("refused-file-live"));
    }
    Ok(Clean { media: Media::Pdf, bytes: bytes.to_vec() })
}

fn picture(bytes: &[u8], format: ImageFormat) -> Result<Clean, Refusal> {
    let broken = |_| Refusal::new("refused-file-broken");
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MOST);
    limits.max_image_height = Some(SIDE_MOST);
    limits.max_alloc = Some(MEMORY_MOST);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(broken)?;
    let upright = decoder.orientation().map_err(broken)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(broken)?;
    picture.apply_orientation(upright);
    if picture.width().max(picture.height()) > SIDE {
        picture = picture.thumbnail(SIDE, SIDE);
    }
    if format == ImageFormat::Png {
        let mut png = Vec::new();
        picture.write_to(&mut Cursor::new(&mut png), ImageFormat::Png).map_err(broken)?;
        if png.len() <= PNG_MOST {
            return Ok(Clean { media: Media::Png, bytes: png });
        }
    }
    let mut jpeg = Vec::new();
    let encoder = JpegEncoder::new_with_quality(&mut jpeg, QUALITY);
    picture.to_rgb8().write_with_encoder(encoder).map_err(broken)?;
    Ok(Clean { media: Media::Jpeg, bytes: jpeg })
}

/// What a file shows, for those who do not see it; it cannot stay empty.
pub fn words(typed: &str) -> Result<String, Refusal> {
    let words = typed.trim();
    if words.is_empty() {
        return Err(Refusal::new("refused-file-words"));
    }
    if words.chars().count() > WORDS_LONGEST {
        return Err(Refusal::new("refused-edit-long").with("longest", WORDS_LONGEST.to_string()));
    }
    Ok(words.to_owned())
}
