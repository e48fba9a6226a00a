municipality-kind-municipality = Municipality
municipality-kind-prefecture = Prefecture
municipality-kind-national = State
refused-notice-address = This cannot be read as a mail address. Please write it like office@example.jp.
refused-organization-unknown = There is no such organisation in the data. Please check the id in organizations.yaml.
