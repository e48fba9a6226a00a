staff-menu = Staff menu
menu-day = Today
menu-cases = Cases
menu-inbox = Relay sheets received
menu-account = My settings
sign-out = Sign out
mail-new-thread-subject = Notice
mail-new-thread-text = There is a notice for you. Please open this page:
    { $link }
mail-sheet-sent-subject = Notice
mail-sheet-sent-text = There is a notice for you. Please open this page:
    { $link }
mail-sheet-taken-back-subject = Notice
mail-sheet-taken-back-text = There is a notice for you. Please open this page:
    { $link }
mail-sheet-answered-subject = Notice
mail-sheet-answered-text = There is a notice for you. Please open this page:
    { $link }
demo-welcome = The Tsunagu demonstration has begun. The desks are real public ones; all people are fictional.
demo-sign-ins = Sign in as staff: { $url } (role, name, organisation, staff ID, password)
demo-try = Things to try
demo-try-1 = Find a desk that fits on { $url }/towns/adachi.
demo-try-2 = Write under a nickname from a desk's page, and keep the passphrase it gives you.
demo-try-3 = Sign in as the counsellor Satoru, answer from "Today", and open a case.
demo-try-4 = Record a consent, write a relay sheet and send it to the ward office. See it on paper (PDF) too.
demo-try-5 = Sign in as the partner Tomoko, accept it, and see "accepted" on the passphrase page.
demo-stop = Press Ctrl-C to end.
mail-confirm-subject = A message
mail-confirm-text = Please check what is published about you on this page.
    { $link }
