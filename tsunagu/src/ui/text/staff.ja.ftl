staff-menu = 職員メニュー
menu-day = きょう
menu-cases = 支援ケース
menu-inbox = 届いたつなぐシート
menu-account = 自分の設定
sign-out = 出る
mail-new-thread-subject = お知らせ
mail-new-thread-text = お知らせがあります。次のページを開いてください。
    { $link }
mail-sheet-sent-subject = お知らせ
mail-sheet-sent-text = お知らせがあります。次のページを開いてください。
    { $link }
mail-sheet-taken-back-subject = お知らせ
mail-sheet-taken-back-text = お知らせがあります。次のページを開いてください。
    { $link }
mail-sheet-answered-subject = お知らせ
mail-sheet-answered-text = お知らせがあります。次のページを開いてください。
    { $link }
demo-welcome = つなぐのデモを始めました。窓口は実在の公開情報、人はすべて架空です。
demo-sign-ins = 職員として入る: { $url }（役割・名前・所属・職員ID・パスワード）
demo-try = ためしてみること
demo-try-1 = { $url }/towns/adachi で、合う窓口をさがす。
demo-try-2 = 窓口のページから、ニックネームで書いてみる。出てきた合言葉を控える。
demo-try-3 = 相談員のさとるで入り、「きょう」から返事を書き、支援ケースを始める。
demo-try-4 = 同意を記録し、つなぐシートを書いて、福祉まるごと相談課へ送る。紙（PDF）でも見る。
demo-try-5 = 関係機関のともこで入って受け取り、合言葉のページで「受け取りました」を確かめる。
demo-stop = 終わるときは Ctrl-C を押してください。
mail-confirm-subject = お知らせ
mail-confirm-text = のせている内容の確認のお願いです。次のページを開いてください。
    { $link }
