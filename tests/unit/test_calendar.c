/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <string.h>

#include "base/calendar.h"

static const int month_lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

static bool is_leap(int year) {
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static void test_calendar__every_day_of_10000_years_counts_on(void **state) {
    (void)state;
    long days = -719162; /* 0001-01-01 */
    for (int year = 1; year <= 9999; year++) {
        for (int month = 1; month <= 12; month++) {
            int length = month_lengths[month - 1] + (month == 2 && is_leap(year));
            for (int day = 1; day <= length; day++, days++) {
                int y, m, d;
                bri_civil_from_days(days, &y, &m, &d);
                if (y != year || m != month || d != day || bri_days_from_civil(year, month, day) != days) {
                    fail_msg("day %ld is %04d-%02d-%02d, and came back as %04d-%02d-%02d", days, year, month, day, y, m, d);
                }
            }
        }
    }
    assert_int_equal(days, 2932897); /* 10000-01-01 */
}

static void test_calendar__known_days(void **state) {
    (void)state;
    assert_int_equal(bri_days_from_civil(1970, 1, 1), 0);
    assert_int_equal(bri_days_from_civil(2000, 3, 1), 11017);
    assert_int_equal(bri_days_from_civil(2017, 9, 3), 17412);
    assert_int_equal(bri_days_from_civil(0, 2, 29), -719469);
    assert_int_equal(bri_days_from_civil(-400, 3, 1), -719468 - 146097);
}

static void test_calendar__dates_are_read(void **state) {
    (void)state;
    static const struct {
        const char *text;
        double days;
    } rows[] = {
        {"1970-01-01", 0},
        {"2017-07-31", 17378},
        {"2016-02-29", 16860},
        {"0001-01-01", -719162},
        {"9999-12-31", 2932896},
        {"2017-07-31T18:30", 17378 + 18.5 / 24},
        {"2017-07-31T18:30Z", 17378 + 18.5 / 24},
        {"2017-07-31T18:30:36Z", 17378 + 66636.0 / 86400},
        {"2017-07-31T00:00:00", 17378},
        {"2017-07-31T23:59:59Z", 17378 + 86399.0 / 86400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        double days = -1e9;
        assert_true(bri_date_parse(rows[i].text, &days));
        assert_true(days == rows[i].days);
    }
}

static void test_calendar__what_is_no_date_is_refused(void **state) {
    (void)state;
    static const char *const texts[] = {
        "",
        "2017",
        "2017-7-31",
        "2017-07-3",
        "17-07-31",
        "2017-02-29",
        "2017-02-30",
        "1900-02-29",
        "2017-00-10",
        "2017-13-01",
        "2017-04-31",
        "2017-04-00",
        "0000-01-01",
        "2017/07/31",
        "2017-07-31 ",
        " 2017-07-31",
        "-017-07-31",
        "+2017-07-31",
        "20170731",
        "2017-07-31T",
        "2017-07-31Z",
        "2017-07-31T24:00",
        "2017-07-31T12:60",
        "2017-07-31T12",
        "2017-07-31T12:3",
        "2017-07-31T12:30:60Z",
        "2017-07-31T12:30:5",
        "2017-07-31 12:30",
        "2017-07-31T12:30+09:00",
        "2017-07-31T12:30Zx",
        "2017-07-31T12:30z",
        "10000-01-01",
        "2017-07-31T12:30:15.5Z",
        "2017-0x-01",
        "yesterday",
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        double days = 42;
        if (bri_date_parse(texts[i], &days) || days != 42) {
            fail_msg("\"%s\" was taken for a date", texts[i]);
        }
    }
}

static void assert_format(double days, bool with_time, const char *expected) {
    char text[BRI_DATE_SIZE];
    bri_date_format(days, with_time, text);
    assert_string_equal(text, expected);
}

static void test_calendar__dates_are_written(void **state) {
    (void)state;
    assert_format(17378, false, "2017-07-31");
    assert_format(17378.999, false, "2017-07-31");
    assert_format(-0.25, false, "1969-12-31");
    assert_format(-719162, false, "0001-01-01");
    assert_format(17378 + 66615.0 / 86400, true, "2017-07-31T18:30:15Z");
    assert_format(-0.25, true, "1969-12-31T18:00:00Z");
    assert_format(17378 + 86399.6 / 86400, true, "2017-08-01T00:00:00Z"); /* rounds into the next day */
    assert_format(17531 + 86399.6 / 86400, true, "2018-01-01T00:00:00Z"); /* and year */
}

static void test_calendar__numbers_that_are_no_dates_are_written_too(void **state) {
    (void)state;
    assert_format(NAN, true, "no date");
    assert_format(INFINITY, true, "never");
    assert_format(-INFINITY, false, "before all time");
    char text[BRI_DATE_SIZE];
    bri_date_format(1e300, true, text);
    assert_true(strlen(text) < BRI_DATE_SIZE);
    bri_date_format(-1e300, true, text);
    assert_true(strlen(text) < BRI_DATE_SIZE);
}

static void test_calendar__reading_what_was_written_gives_the_second(void **state) {
    (void)state;
    for (long second = 0; second < 86400L * 3; second += 7) {
        double days = 17400 + (double)second / 86400, again = 0;
        char text[BRI_DATE_SIZE];
        bri_date_format(days, true, text);
        assert_true(bri_date_parse(text, &again));
        assert_true(fabs(again - days) < 1e-9);
    }
}

static void test_calendar__months_begin_where_the_last_ended(void **state) {
    (void)state;
    double days = (double)bri_days_from_civil(1999, 1, 1);
    for (int i = 0; i < 12 * 20; i++) {
        assert_int_equal(bri_month(days), i % 12 + 1);
        double next = bri_next_month(days);
        assert_true(next - days >= 28 && next - days <= 31);
        assert_int_equal(bri_month(nextafter(next, 0)), i % 12 + 1);
        assert_true(bri_next_month(nextafter(next, 0)) == next);
        assert_true(bri_next_month(days + 13.7) == next);
        days = next;
    }
    assert_true(days == (double)bri_days_from_civil(2019, 1, 1));
    assert_int_equal(bri_month(-0.5), 12);
}

static void test_calendar__the_years_fraction_runs_from_0_to_below_1(void **state) {
    (void)state;
    assert_true(bri_year_fraction((double)bri_days_from_civil(2017, 1, 1)) == 0);
    assert_true(bri_year_fraction((double)bri_days_from_civil(2016, 7, 2)) == 183.0 / 366);
    assert_true(bri_year_fraction((double)bri_days_from_civil(2017, 7, 2) + 0.5) == 0.5);
    for (int year = 1969; year < 2101; year++) {
        double end = nextafter((double)bri_days_from_civil(year, 1, 1), -INFINITY);
        assert_true(bri_year_fraction(end) < 1);
        assert_true(bri_year_fraction(end) > 0.9999);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_calendar__every_day_of_10000_years_counts_on),
        cmocka_unit_test(test_calendar__known_days),
        cmocka_unit_test(test_calendar__dates_are_read),
        cmocka_unit_test(test_calendar__what_is_no_date_is_refused),
        cmocka_unit_test(test_calendar__dates_are_written),
        cmocka_unit_test(test_calendar__numbers_that_are_no_dates_are_written_too),
        cmocka_unit_test(test_calendar__reading_what_was_written_gives_the_second),
        cmocka_unit_test(test_calendar__months_begin_where_the_last_ended),
        cmocka_unit_test(test_calendar__the_years_fraction_runs_from_0_to_below_1),
    };
    return cmocka_run_group_tests_name("calendar", tests, NULL, NULL);
}
