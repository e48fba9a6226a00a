//! Papers as a town would print them, for tests, measurements and for looking at: `cargo run -p print --example papers -- FOLDER`.
//! The town and its desks are invented.

use print::{
    Contact, DeskListData, DeskRow, Entry, LeafletData, Link, MapField, MapItem, More, Number, Panel, PocketCardData,
    ResourceMapData, Section, ThreeFoldData, WayBlock,
};

fn texts(lines: &[&str]) -> Vec<String> {
    lines.iter().map(|line| (*line).to_owned()).collect()
}

fn section(heading: &str, lines: &[&str]) -> Section {
    Section { heading: heading.into(), lines: texts(lines) }
}

fn link(path: &str) -> Link {
    Link {
        address: format!("https://tsunagu.example.jp{path}"),
        words: "いま開いているか、次はいつか。夜でも休みの日でも、ここから書いて送れます。".into(),
    }
}

fn emergency() -> Vec<String> {
    texts(&["いのちの危険を感じるときは、警察 110、救急 119 へ。夜でも休日でもつながります。"])
}

fn as_of() -> Vec<String> {
    texts(&["令和8年11月24日（火）現在", "公開されている資料をもとにしています。"])
}

fn steps() -> Section {
    section(
        "話すと、どうなるか",
        &[
            "電話、窓口、メール、書いて送る。ひとことだけでも、とりとめのない話でも大丈夫です。",
            "話を聞いた人が、あなたといっしょに考えます。急がせることはありません。",
            "ほかに合う所があれば、あなたの了解をもらってから引き継ぎます。同じ話をくり返さなくて大丈夫です。",
            "お休みしても、いつでもまた話せます。",
        ],
    )
}

fn contacts() -> Vec<Contact> {
    vec![
        Contact {
            role: "窓口".into(),
            name: "くじら相談室".into(),
            lines: texts(&["電話 03-0000-2762 内線2855", "メール kujira@example.jp"]),
        },
        Contact {
            role: "責任をもつ部署".into(),
            name: "福祉部 福祉まるごと相談課 担当".into(),
            lines: texts(&["電話 03-0000-4431", "ファクス 03-0000-5714"]),
        },
    ]
}

pub fn leaflet() -> LeafletData {
    let way = |name: &str, number: &str, beside: &str, lines: &[&str]| WayBlock {
        name: name.into(),
        numbers: if number.is_empty() {
            Vec::new()
        } else {
            vec![Number { number: number.into(), beside: beside.into() }]
        },
        lines: texts(lines),
    };
    let hours = "月曜日から金曜日の午前10時から午後6時まで。土曜日・日曜日、祝日、年末年始（12月29日から1月3日まで）、第2月曜日（祝日のときは第3月曜日）は休み";
    LeafletData {
        title: "話してみる窓口".into(),
        town: "みなと市".into(),
        name: "くじら相談室".into(),
        formal: "暮らしと居場所の相談「くじら相談室」".into(),
        welcome: "ひとことだけでも、大丈夫です。ご本人も、ご家族も、あなたの話しやすい方法でどうぞ。".into(),
        ways_heading: "話し方をえらぶ".into(),
        ways: vec![
            way("電話", "03-0000-2762", "内線2855　窓口の電話", &[hours]),
            way("窓口で会って話す", "", "", &[hours, "予約をお願いしています。"]),
            way("メール", "", "", &["kujira@example.jp", "いつでも送れます。"]),
            way("訪問", "", "", &["日時は、聞いてから決めます。うかがってもよいか、先に必ず聞きます。"]),
            way("書いて送る", "", "", &["下のページから、夜でも休みの日でも書いて送れます。名前も登録もいりません。"]),
        ],
        place: section(
            "場所",
            &[
                "みなと市中央本町1-17-1 市役所別館1階（令和9年3月31日（水）まで）",
                "みなと市千住5-13-5 生涯学習センター7階（令和9年4月1日（木）から）",
            ],
        ),
        directions: section(
            "行き方",
            &[
                "みなと駅 東口を出て、交番と公園の間の道をまっすぐ。歩いて約5分です。",
                "市営バス「学びの森」下車、歩いて3分です。入口は建物の北側です。",
            ],
        ),
        link: link("/desks/kujira-desk"),
        steps: steps(),
        facts: vec![
            section(
                "話せる方",
                &["ご本人、ご家族、きょうだい、支えている方", "年れいの決まりは書かれていません。何歳でもどうぞ。"],
            ),
            section("予約", &["予約をお願いしています。ご本人からでも、ご家族からでも予約できます。"]),
            section("お金", &["無料です。電話の通信料はご自身の負担です。"]),
            section("名前", &["ニックネームで大丈夫です。"]),
            section("お休みのあと", &["間があいても大丈夫です。いつでもまた話せます。"]),
        ],
        contacts_heading: "連絡先".into(),
        contacts: contacts(),
        emergency: emergency(),
        as_of: as_of(),
    }
}

fn entry(n: usize) -> Entry {
    Entry {
        name: ["くじら相談室", "こころとからだの相談（保健センター）", "しごと・くらしサポート", "若者のひろば"][n % 4]
            .into(),
        kind: ["電話・窓口・訪問", "電話・窓口", "窓口で会って話す", "オンライン・LINE"][n % 4].into(),
        number: format!("03-0000-{n:04}"),
        lines: texts(&["月曜日から金曜日の午前9時から午後5時まで。祝日は休み"]),
    }
}

fn more() -> More {
    More {
        before: "ほかに".into(), after: "か所あります。表紙のページか、窓口の一覧を見てください。".into()
    }
}

/// With `desks` desks and `groups` gatherings.
pub fn three_fold(desks: usize, groups: usize) -> ThreeFoldData {
    let group = |n: usize| Entry {
        name: ["みなと家族会", "居場所 ひなたぼっこ", "夜のオンラインサロン"][n % 3].into(),
        kind: ["家族会", "居場所", "サロン"][n % 3].into(),
        number: String::new(),
        lines: texts(&["第2土曜日の午後1時30分から午後4時30分まで", "市民会館 第3会議室", "問い合わせ：03-0000-2762"]),
    };
    ThreeFoldData {
        title: "話してみる窓口".into(),
        town: "みなと市".into(),
        cover: "話してみたく\nなったら".into(),
        welcome: "ひとことだけでも、大丈夫です。\nご本人も、ご家族も、\nあなたの話しやすい方法でどうぞ。".into(),
        link: link("/towns/minato"),
        steps: steps(),
        ease: section(
            "安心してください",
            &[
                "名前は、言いたくなってからで大丈夫です。",
                "話すのに、お金はかかりません。",
                "ご家族だけでも、友人からでも話せます。",
            ],
        ),
        desks: Panel {
            heading: "みなと市の窓口".into(),
            entries: (0..desks).map(entry).collect(),
            nothing: "みなと市だけの窓口は、資料に書かれていません。表紙のページから、近くの窓口を見られます。".into(),
            more: more(),
        },
        gatherings: Panel {
            heading: "集まり・居場所".into(),
            entries: (0..groups).map(group).collect(),
            nothing: "集まりのことは、資料に書かれていません。窓口で聞いてください。".into(),
            more: more(),
        },
        memo: "話したいこと・聞きたいこと（メモ）".into(),
        contacts_heading: "連絡先".into(),
        contacts: contacts().into_iter().skip(1).collect(),
        emergency: emergency(),
        as_of: as_of(),
    }
}

pub fn pocket_card() -> PocketCardData {
    PocketCardData {
        title: "ひかえ".into(),
        greeting: "話してみたく\nなったら".into(),
        greeting_below: "夜でも、休みの日でも。\nひとことだけでも。".into(),
        name: "ひきこもり相談「くじら相談室」".into(),
        number: "03-0000-2762".into(),
        beside: "内線2855".into(),
        lines: texts(&[
            "月曜日から金曜日の午前10時から午後6時まで。祝日は休み",
            "ニックネームで大丈夫です。",
            "無料です。",
        ]),
        rest: "くわしくは、下のページにあります。".into(),
        link: link("/desks/kujira-desk"),
        as_of: "令和8年11月24日（火）現在".into(),
        ..PocketCardData::default()
    }
}

/// With `desks` desks.
pub fn desk_list(desks: usize) -> DeskListData {
    let row = |n: usize| {
        let entry = entry(n);
        DeskRow {
            name: format!("{}（{}）", entry.name, n + 1),
            formal: if n.is_multiple_of(3) {
                "福祉部の暮らしと居場所の相談".into()
            } else {
                String::new()
            },
            place: "みなと市中央本町1-17-1 市役所別館1階".into(),
            numbers: vec![Number { number: entry.number, beside: "内線2855".into() }],
            hours: entry.lines,
            ways: entry.kind,
            as_of: if n.is_multiple_of(2) { "令和8年11月24日（火）".into() } else { "記録なし".into() },
        }
    };
    DeskListData {
        title: "窓口の一覧".into(),
        town: "みなと市".into(),
        heading: "話してみる窓口の一覧".into(),
        lead: "どの窓口に声をかけても、合う所へ引き継ぎます。書かれていないことは、ひとこと聞いてください。".into(),
        columns: ["窓口", "電話・ファクス", "開いている時間", "話し方", "確かめた日"].map(str::to_owned),
        rows: (0..desks).map(row).collect(),
        nothing: "みなと市だけの窓口は、資料に書かれていません。右のページから、近くの窓口を見られます。".into(),
        link: link("/towns/minato"),
        emergency: emergency(),
        as_of: as_of(),
    }
}

/// With so many entries in each field.
pub fn resource_map(counts: [usize; 4]) -> ResourceMapData {
    let headings = [
        ("健康・医療", "からだやこころのことが気になるとき"),
        ("福祉・居場所", "くらしのこと、出かけてみたいとき"),
        ("しごと", "はたらくことを考えてみたいとき"),
        ("学び・若者", "学びなおしや、子ども・若者のこと"),
    ];
    let item = |n: usize| MapItem {
        name: ["こころの健康センター", "社会福祉協議会", "くらし・しごとサポートセンター", "居場所 ひなたぼっこ"]
            [n % 4]
            .into(),
        note: [
            "電話・窓口で会って話す",
            "ボランティア活動、居場所の案内",
            "第1火曜日の午前10時から正午まで。予約をお願いしています。",
            "だれでも来られる居場所",
        ][n % 4]
            .into(),
        phone: if n % 3 == 2 { String::new() } else { format!("03-0000-{n:04}") },
        url: String::new(),
    };
    let field = |n: usize| MapField {
        heading: headings[n].0.into(),
        lead: headings[n].1.into(),
        items: (0..counts[n]).map(|i| item(i + n)).collect(),
        nothing: "資料には書かれていません。窓口で聞いてください。".into(),
    };
    ResourceMapData {
        title: "社会資源の地図".into(),
        town: "みなと市".into(),
        heading: "いっしょに考える人と場所".into(),
        lead: "どこから話しはじめても大丈夫です。話を聞いた人が、あなたの了解をもらってから、合う所へ引き継ぎます。"
            .into(),
        first: section("まず話してみる", &["くじら相談室　03-0000-2762（内線2855）"]),
        fields: [0, 1, 2, 3].map(field),
        more: More { before: "ほかに".into(), after: "件あります。ページで見られます。".into() },
        link: link("/towns/minato"),
        disclaimer:
            "公開されている資料から作りました。内容が変わることがあります。出かける前に、電話などで確かめてください。"
                .into(),
        emergency: emergency(),
        as_of: as_of(),
    }
}
