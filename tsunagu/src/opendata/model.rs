//! Pages of lists, as HSDS 3 counts them.

use serde::Serialize;

/// Entries on a page where the question names no number.
const PER_PAGE: usize = 25;
/// More entries are never put on one page: a page is written while others wait.
pub const PER_PAGE_MOST: usize = 100;
/// No list is longer; a higher number is a slip.
pub const PAGE_MOST: usize = 1_000_000;

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Paging {
    /// From 1 on.
    page: usize,
    per_page: usize,
}

/// Why a question cannot be answered, as the key of its message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unclear(pub &'static str);

impl Paging {
    /// Reads both numbers as they were typed. `None`: left out.
    pub fn read(page: Option<&str>, per_page: Option<&str>) -> Result<Self, Unclear> {
        let number = |typed: Option<&str>, usual: usize, most: usize, key: &'static str| match typed {
            None => Ok(usual),
            Some(typed) if typed.bytes().all(|byte| byte.is_ascii_digit()) => {
                typed.parse().ok().filter(|number| (1..=most).contains(number)).ok_or(Unclear(key))
            }
            Some(_) => Err(Unclear(key)),
        };
        Ok(Self {
            page: number(page, 1, PAGE_MOST, "api-page")?,
            per_page: number(per_page, PER_PAGE, PER_PAGE_MOST, "api-per-page")?,
        })
    }

    /// Takes the page out of a list of `total` and counts. Only the entries of the page are looked at.
    pub fn cut<T>(self, total: usize, entries: impl Iterator<Item = T>) -> Page<T> {
        let contents: Vec<T> = entries.skip((self.page - 1) * self.per_page).take(self.per_page).collect();
        let total_pages = total.div_ceil(self.per_page);
        Page {
            total_items: total,
            total_pages,
            page_number: self.page,
            size: contents.len(),
            first_page: self.page == 1,
            last_page: self.page >= total_pages,
            empty: contents.is_empty(),
            contents,
        }
    }
}

/// One page of a list, under the names of HSDS 3.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct Page<T> {
    pub total_items: usize,
    pub total_pages: usize,
    pub page_number: usize,
    /// Entries on this page.
    pub size: usize,
    pub first_page: bool,
    pub last_page: bool,
    pub empty: bool,
    pub contents: Vec<T>,
}

impl<T> Page<T> {
    /// The same page with each entry written out.
    pub fn map<U>(self, write: impl FnMut(T) -> U) -> Page<U> {
        Page {
            total_items: self.total_items,
            total_pages: self.total_pages,
            page_number: self.page_number,
            size: self.size,
            first_page: self.first_page,
            last_page: self.last_page,
            empty: self.empty,
            contents: self.contents.into_iter().map(write).collect(),
        }
    }
}
