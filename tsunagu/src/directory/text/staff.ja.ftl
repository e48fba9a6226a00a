municipality-kind-municipality = 市区町村
municipality-kind-prefecture = 都道府県
municipality-kind-national = 国
refused-notice-address = メールアドレスとして読めませんでした。office@example.jp のように書いてください。
refused-organization-unknown = その機関はデータにありません。organizations.yaml の id を確かめてください。
