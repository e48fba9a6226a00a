municipality-kind-municipality = 市区町村
municipality-kind-prefecture = 都道府県
municipality-kind-national = 国
refused-notice-address = メールアドレスとして読めませんでした。office@example.jp のように書いてください。
refused-organization-unknown = その機関はデータにありません。organizations.yaml の id を確かめてください。
refused-intake = この内容では案内を作れません（{ $why }）。受付時間や参照しているIDを確かめて、直してから読み込んでください。
