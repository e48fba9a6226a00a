"""japan_holidays.py LIBRARY: reads lines {"year": 2026} and prints {"dates": ["2026-01-01", …]} in order."""

import json
import sys


def with_holidays(year):
    import holidays

    return holidays.country_holidays("JP", years=[year])


def with_jpholiday(year):
    import jpholiday

    return {date for date, _ in jpholiday.year_holidays(year)}


def main():
    dates_of = {"holidays": with_holidays, "jpholiday": with_jpholiday}[sys.argv[1]]
    for line in sys.stdin:
        dates = dates_of(json.loads(line)["year"])
        print(json.dumps({"dates": sorted(date.isoformat() for date in dates)}))


if __name__ == "__main__":
    main()
