//! A text's body: Markdown read into headings, paragraphs, lists, quotations and links. What is HTML in it stays letters,
//! and every letter goes through the template's own escaping.

use askama::Template;
use pulldown_cmark::{Event, HeadingLevel, Parser, Tag, TagEnd};

use super::model::Link;

/// Deeper nesting is drawn flat: nobody reads a list of lists of lists on a telephone.
const DEEPEST: usize = 4;

/// Blocks in their order, drawn by themselves.
#[derive(Clone, Debug, Default, PartialEq, Eq, Template)]
#[template(path = "policy/templates/prose.html")]
pub struct Prose {
    pub blocks: Vec<Block>,
}

/// The template escapes every letter it draws.
impl askama::filters::HtmlSafe for Prose {}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// Below the page's own heading.
    Heading(Vec<Span>),
    /// Below a heading of the text.
    Subheading(Vec<Span>),
    Paragraph(Vec<Span>),
    List {
        /// The first number; nothing for a list without numbers.
        start: Option<u64>,
        items: Vec<Prose>,
    },
    Quotation(Prose),
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Span {
    Words(String),
    Strong(String),
    Link {
        words: String,
        address: String,
    },
    /// A new line was typed: it is one on the page, as in a letter.
    Break,
}

/// Reads a body. Never fails: what is no Markdown is words.
pub fn read(body: &str) -> Prose {
    let mut reader = Reader { events: Parser::new(body), depth: 0 };
    Prose { blocks: reader.blocks(None) }
}

/// The numbered points of a body: the items of its first numbered list. A text without one is one point, its title.
pub fn points(title: &str, body: &str) -> Vec<String> {
    let numbered = read(body).blocks.into_iter().find_map(|block| match block {
        Block::List { start: Some(_), items } => Some(items),
        _ => None,
    });
    match numbered {
        Some(items) => items.iter().map(Prose::words).collect(),
        None => vec![title.to_owned()],
    }
}

/// The first words of a body, for a list of texts: its first paragraph.
pub fn first_words(body: &str) -> String {
    let blocks = read(body).blocks;
    let paragraph = blocks.iter().find(|block| matches!(block, Block::Paragraph(_)));
    paragraph.or(blocks.first()).map(Block::words).unwrap_or_default()
}

impl Prose {
    /// The words alone.
    pub fn words(&self) -> String {
        self.blocks.iter().map(Block::words).collect::<Vec<_>>().join(" ")
    }
}

impl Block {
    fn words(&self) -> String {
        match self {
            Self::Heading(spans) | Self::Subheading(spans) | Self::Paragraph(spans) => words(spans),
            Self::List { items, .. } => items.iter().map(Prose::words).collect::<Vec<_>>().join(" "),
            Self::Quotation(prose) => prose.words(),
        }
    }
}

fn words(spans: &[Span]) -> String {
    let word = |span: &Span| match span {
        Span::Words(words) | Span::Strong(words) | Span::Link { words, .. } => words.clone(),
        Span::Break => " ".to_owned(),
    };
    spans.iter().map(word).collect()
}

struct Reader<'a> {
    events: Parser<'a>,
    depth: usize,
}

impl<'a> Reader<'a> {
    /// Blocks up to the end of `inside`.
    fn blocks(&mut self, inside: Option<TagEnd>) -> Vec<Block> {
        let mut blocks = Vec::new();
        // A tight list has its words without a paragraph around them.
        let mut loose: Vec<Span> = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(end) if Some(end) == inside => break,
                Event::Start(Tag::Paragraph) => {
                    let spans = self.spans(TagEnd::Paragraph);
                    push(&mut blocks, &mut loose, Block::Paragraph(spans));
                }
                Event::Start(Tag::Heading { level, .. }) => {
                    let spans = self.spans(TagEnd::Heading(level));
                    let is_upper = matches!(level, HeadingLevel::H1 | HeadingLevel::H2);
                    push(
                        &mut blocks,
                        &mut loose,
                        if is_upper { Block::Heading(spans) } else { Block::Subheading(spans) },
                    );
                }
                Event::Start(Tag::List(start)) => {
                    let items = self.items(TagEnd::List(start.is_some()));
                    push(&mut blocks, &mut loose, Block::List { start, items });
                }
                Event::Start(Tag::BlockQuote(kind)) => {
                    let inner = self.inner(TagEnd::BlockQuote(kind));
                    push(&mut blocks, &mut loose, Block::Quotation(Prose { blocks: inner }));
                }
                other => self.span(other, &mut loose),
            }
        }
        flush(&mut blocks, &mut loose);
        blocks
    }

    /// Blocks one level further in, or their words alone where that is deep enough: a body can nest thousands of times, and
    /// a call for each level would end the whole program.
    fn inner(&mut self, end: TagEnd) -> Vec<Block> {
        if self.depth >= DEEPEST {
            let spans = self.flat();
            return if spans.is_empty() { Vec::new() } else { vec![Block::Paragraph(spans)] };
        }
        self.depth += 1;
        let blocks = self.blocks(Some(end));
        self.depth -= 1;
        blocks
    }

    /// The words up to the end of what has just begun, whatever stands inside of it, without a call for each level.
    fn flat(&mut self) -> Vec<Span> {
        let mut open = 1_usize;
        let mut spans = Vec::new();
        for event in self.events.by_ref() {
            match event {
                Event::Start(tag) => {
                    open += 1;
                    let is_block = matches!(tag, Tag::Paragraph | Tag::Heading { .. } | Tag::Item);
                    if is_block && !spans.is_empty() {
                        spans.push(Span::Break);
                    }
                }
                Event::End(_) => {
                    open -= 1;
                    if open == 0 {
                        break;
                    }
                }
                other => plain(other, &mut spans),
            }
        }
        spans
    }

    fn items(&mut self, end: TagEnd) -> Vec<Prose> {
        let mut items = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::Start(Tag::Item) => items.push(Prose { blocks: self.inner(TagEnd::Item) }),
                Event::End(other) if other == end => break,
                _ => {}
            }
        }
        items
    }

    fn spans(&mut self, end: TagEnd) -> Vec<Span> {
        let mut spans = Vec::new();
        while let Some(event) = self.events.next() {
            match event {
                Event::End(other) if other == end => break,
                other => self.span(other, &mut spans),
            }
        }
        spans
    }

    /// One event inside of a paragraph.
    fn span(&mut self, event: Event<'a>, spans: &mut Vec<Span>) {
        match event {
            Event::Start(Tag::Strong) => spans.push(Span::Strong(words(&self.flat()))),
            Event::Start(Tag::Link { dest_url, .. }) => {
                let words = words(&self.flat());
                let address = dest_url.into_string();
                spans.push(match Link::is_safe(&address) {
                    true => Span::Link { words, address },
                    false => Span::Words(words),
                });
            }
            other => plain(other, spans),
        }
    }
}

/// One event that holds no others.
fn plain(event: Event<'_>, spans: &mut Vec<Span>) {
    match event {
        Event::Text(words) | Event::Code(words) | Event::Html(words) | Event::InlineHtml(words) => {
            match spans.last_mut() {
                Some(Span::Words(before)) => before.push_str(&words),
                _ => spans.push(Span::Words(words.into_string())),
            }
        }
        Event::SoftBreak | Event::HardBreak => spans.push(Span::Break),
        // Pictures are their description; whatever else may begin or end is not known here and adds nothing.
        _ => {}
    }
}

fn push(blocks: &mut Vec<Block>, loose: &mut Vec<Span>, block: Block) {
    flush(blocks, loose);
    blocks.push(block);
}

fn flush(blocks: &mut Vec<Block>, loose: &mut Vec<Span>) {
    if !loose.is_empty() {
        blocks.push(Block::Paragraph(std::mem::take(loose)));
    }
}
