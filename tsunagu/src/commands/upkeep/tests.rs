//! A folder of data files is taken in whole, its texts too, or not at all.

use super::load_into;
use crate::{
    directory::data,
    on_both_databases,
    platform::testing::TestApp,
    policy,
    reception::{DatedLists, dated},
};

const SLIPS: [(&str, &str); 3] = [
    ("{id: x, municipality: nowhere, kind: guideline", "is not in organizations.yaml"),
    ("{id: toshima-direction-2023, municipality: adachi, kind: yearly_direction", "another municipality"),
    ("{id: toshima-direction-2023, municipality: toshima, kind: guideline", "another municipality"),
];

async fn name_of_the_desk(test: &TestApp) -> String {
    let directory = test.shelf.refresh(&test.app).await.expect("the directory");
    directory.desk_by_slug("chofu-cocoa").expect("the desk").name.clone()
}

async fn first_number(test: &TestApp) -> String {
    let lists: std::sync::Arc<DatedLists> = dated::lists(&test.app).await.expect("the lists");
    lists.helplines.first().expect("a number").number.clone()
}

on_both_databases! {
    async fn a_text_that_cannot_be_used_leaves_the_directory_as_it_was(test: TestApp) {
        let mut bundle = data::embedded().expect("our data reads");
        let policies = policy::data::embedded().expect("our texts read");
        load_into(&test.app, &bundle, &policies, None).await.expect("both load");
        let mut lists = dated::embedded().expect("our lists read");
        lists.helplines[0].number = "0120-000-000".to_owned();
        let before = name_of_the_desk(&test).await;
        let desk = bundle.desks.iter_mut().find(|desk| desk.id == "chofu-cocoa").expect("the desk");
        desk.name_ja = "新しい名前の窓口".to_owned();
        for (entry, told) in SLIPS {
            let file = format!("texts:\n  - {entry}, title_ja: t, body_ja: b, source: {{file: '0', quote: q}}}}\n");
            let slip = policy::data::parse("policies.yaml", &file).expect("it reads");
            let fault = load_into(&test.app, &bundle, &slip, Some(&lists)).await.expect_err(entry).to_string();
            assert!(fault.contains("policies.yaml") && fault.contains(told), "{fault}");
            assert_eq!(name_of_the_desk(&test).await, before, "{entry}");
            assert_eq!(first_number(&test).await, "0120-279-338", "{entry}");
        }
        load_into(&test.app, &bundle, &policies, Some(&lists)).await.expect("without the slip");
        assert_eq!(name_of_the_desk(&test).await, "新しい名前の窓口");
        assert_eq!(first_number(&test).await, "0120-000-000");
        let direction = test.visitor().open("/towns/toshima/policies").await.text();
        assert!(direction.contains("令和5年度の方向性"), "{direction}");
    }
}
