use proptest::prelude::*;

use crate::opendata::model::{PER_PAGE_MOST, Paging, Unclear};

#[test]
fn a_page_of_a_long_list_looks_at_its_own_entries_only() {
    let paging = Paging::read(Some("3"), None).expect("a page");
    let mut written = 0;
    let page = paging.cut(50_000, 0..50_000).map(|entry| {
        written += 1;
        entry
    });
    assert_eq!(written, 25);
    assert_eq!(page.contents, (50..75).collect::<Vec<_>>());
    assert_eq!((page.total_items, page.total_pages, page.page_number, page.size), (50_000, 2_000, 3, 25));
    assert!(!page.first_page && !page.last_page && !page.empty);
}

#[test]
fn behind_the_end_of_a_list_there_is_nothing_and_no_fault() {
    let page = Paging::read(Some("2"), Some("10")).expect("a page").cut(10, 0..10);
    assert!(page.empty && page.last_page && !page.first_page);
    let page = Paging::read(None, None).expect("a page").cut(0, 0..0);
    assert!(page.empty && page.last_page && page.first_page);
    assert_eq!(page.total_pages, 0);
}

#[test]
fn a_number_that_is_none_is_refused_by_name() {
    for typed in ["", "0", "-1", "+1", "1.0", "a", "1000001", "99999999999999999999999", " 1", "１"] {
        assert_eq!(Paging::read(Some(typed), None), Err(Unclear("api-page")), "{typed}");
        assert_eq!(Paging::read(None, Some(typed)), Err(Unclear("api-per-page")), "{typed}");
    }
    assert_eq!(Paging::read(None, Some("101")), Err(Unclear("api-per-page")));
    assert_eq!(PER_PAGE_MOST, 100);
}

proptest! {
    #[test]
    fn pages_laid_side_by_side_are_the_list(total in 0_usize..300, per_page in 1_usize..=100) {
        let mut found = Vec::new();
        for number in 1.. {
            let paging = Paging::read(Some(&number.to_string()), Some(&per_page.to_string())).expect("a page");
            let page = paging.cut(total, 0..total);
            prop_assert_eq!(page.size, page.contents.len());
            found.extend(page.contents);
            if page.last_page {
                break;
            }
        }
        prop_assert_eq!(found, (0..total).collect::<Vec<_>>());
    }
}
