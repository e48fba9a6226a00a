"""dateutil_expand.py: reads recurrence rules, one JSON object a line, and prints their days as python-dateutil has them.

{"dtstart": "2019-01-01T10:00", "rrule": "FREQ=…", "rdate": […], "exdate": […], "until": "2035-12-31"}
    gives {"dates": ["2019-01-01T10:00", …]}, to the minute, or {"error": "…"}.

"rrule" may be a list, and left out where "rdate" says all. A day without a time in "rdate" and "exdate" has the time of
"dtstart"; in "until" it counts to its end. "dtstart" itself is a day only if a rule or "rdate" gives it.
"""

import datetime
import itertools
import json
import sys

from dateutil.rrule import rruleset, rrulestr


def moment(text, time_of_day):
    if "T" in text:
        return datetime.datetime.fromisoformat(text)
    return datetime.datetime.combine(datetime.date.fromisoformat(text), time_of_day)


def expand(question):
    start = moment(question["dtstart"], datetime.time.min)
    until = moment(question["until"], datetime.time.max)
    rules = question.get("rrule") or []
    days = rruleset()
    for rule in [rules] if isinstance(rules, str) else rules:
        days.rrule(rrulestr(rule, dtstart=start))
    for text in question.get("rdate") or []:
        days.rdate(moment(text, start.time()))
    for text in question.get("exdate") or []:
        days.exdate(moment(text, start.time()))
    dates = itertools.takewhile(lambda date: date <= until, days)
    return {"dates": [date.isoformat(timespec="minutes") for date in dates]}


def main():
    for line in sys.stdin:
        try:
            answer = expand(json.loads(line))
        except (ValueError, KeyError, TypeError) as reason:
            answer = {"error": f"{type(reason).__name__}: {reason}"}
        print(json.dumps(answer, ensure_ascii=False))


if __name__ == "__main__":
    main()
